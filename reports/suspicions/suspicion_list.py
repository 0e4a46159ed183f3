"""Suspicious patterns as a list: its columns, on the page and in files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing, words_of


def _state(suspicion: Any) -> str:
    return words_of("reports/suspicions/_suspicion_state.html", suspicion=suspicion)


SUSPICIONS = Listing(
    title=_("Suspicious patterns"),
    subject="reports.suspicion",
    what="list of suspicious patterns",
    usual="-noticed",
    columns=(
        Column("kind", _("What"), lambda one: one.get_kind_display(), ("kind",)),
        Column("who", _("Who"), lambda one: one.user_name, ("user_name",)),
        Column("since", _("Since"), lambda one: one.began_at, ("began_at",)),
        Column("count", _("Events"), lambda one: one.count, ("count",), kind="num"),
        Column("noticed", _("Noticed"), lambda one: one.noticed_at, ("noticed_at",), kind="file"),
        Column("state", _("State"), _state),
    ),
)
