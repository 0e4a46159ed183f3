"""Holds on destruction as a list: its columns, on the page and in files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing


def _state(hold: Any) -> str:
    return str(_("Lifted") if hold.lifted_at else _("On hold"))


HOLDS = Listing(
    title=_("Holds"),
    subject="reports.legalhold",
    what="list of holds",
    usual="-placed",
    columns=(
        Column("name", _("Name"), lambda hold: hold.person.full_name, ("person__name_sort",)),
        Column("reason", _("Reason"), lambda hold: hold.reason),
        Column("placed", _("Placed by"), lambda hold: hold.placed_by.full_name, ("placed_at",)),
        Column("at", _("Placed at"), lambda hold: hold.placed_at, kind="file"),
        Column("state", _("State"), _state),
    ),
)
