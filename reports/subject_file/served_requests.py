"""Requests for own data that were answered long ago."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.served_rows import ServedRows
from inmates.people.open_matters import open_matters
from reports.retention.kinds import of_both
from reports.retention.record_kinds import KINDS
from reports.retention.served_proofs import of_office
from reports.subject_file.models import SubjectRequest

# What nobody ever settled counts from the day on which it was recorded.
OWN_DATA = ServedRows(SubjectRequest, of_office, since=Coalesce("answered_at", "recorded_at"))
KINDS |= of_both(
    "own_data",
    _("Requests for own data"),
    _("Who asked for the own data, and when they were handed over."),
    _("from the answer"),
    of=OWN_DATA,
    fewest=24,
    person="person",
    told=("number", "received_at"),
)


@open_matters.register
def unanswered() -> QuerySet[Any]:
    """Requests for own data without an answer."""
    return SubjectRequest.objects.open()
