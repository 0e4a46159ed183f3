"""Requests about data as a list: its columns, on the page and in files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core import access, clock
from core.listing import Column, Listing, words_of


def _name(request: Any) -> str:
    access.shown(request.person_id)
    return request.name


def _state(request: Any) -> str:
    return words_of("reports/rights/_rights_state.html", found=request, now=clock.now())


REQUESTS = Listing(
    title=_("Requests to correct or delete data"),
    subject="reports.rightsrequest",
    what="list of requests about data",
    usual="-received",
    columns=(
        Column("name", _("Name"), _name),
        Column("kind", _("Kind"), lambda one: one.get_kind_display(), ("kind",), kind="file"),
        Column("received", _("Received at"), lambda one: one.received_at, ("received_at",)),
        Column("until", _("Answer until"), lambda one: one.deadline, ("received_at",)),
        Column("state", _("State"), _state),
    ),
)
