"""Requests for personal data as a list: its columns, on the page and in files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core import clock
from core.listing import Column, Listing, words_of


def _state(request: Any) -> str:
    return words_of("reports/subject_file/_subject_state.html", found=request, now=clock.now())


REQUESTS = Listing(
    title=_("Requests for personal data"),
    subject="reports.subjectrequest",
    what="list of requests for personal data",
    usual="-received",
    columns=(
        Column("name", _("Name"), lambda one: one.person.full_name, ("person__name_sort",)),
        Column("received", _("Received at"), lambda one: one.received_at, ("received_at",)),
        Column("until", _("Answer until"), lambda one: one.deadline, ("received_at",)),
        Column("state", _("State"), _state),
    ),
)
