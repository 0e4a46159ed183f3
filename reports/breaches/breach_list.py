"""Breaches of data as a list: its columns, on the page and in files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core import clock
from core.listing import Column, Listing, words_of


def _state(breach: Any) -> str:
    return words_of("reports/breaches/_breach_state.html", found=breach, now=clock.now())


BREACHES = Listing(
    title=_("Breaches of data"),
    subject="reports.breach",
    what="list of breaches",
    usual="-found",
    columns=(
        Column("kind", _("What happened to the data"), lambda one: one.get_kind_display(), ("kind",)),
        Column("what", _("What"), lambda one: one.what, kind="file"),
        Column("found", _("Found at"), lambda one: one.found_at, ("found_at",)),
        Column("until", _("Tell until"), lambda one: one.deadline, ("found_at",)),
        Column("state", _("State"), _state),
    ),
)
