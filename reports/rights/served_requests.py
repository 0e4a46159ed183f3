"""Requests about data that were answered long ago."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.served_rows import ServedRows
from inmates.people.open_matters import open_matters
from reports.retention.kinds import of_both
from reports.retention.record_kinds import KINDS
from reports.retention.served_proofs import of_office
from reports.rights.models import RightsRequest

# What nobody ever settled counts from the day on which it was recorded.
RIGHTS = ServedRows(RightsRequest, of_office, since=Coalesce("answered_at", "recorded_at"))
KINDS |= of_both(
    "rights",
    _("Requests to correct or delete data"),
    _("Requests for correction, erasure, objection or withdrawal, with their answers."),
    _("from the answer"),
    of=RIGHTS,
    fewest=24,
    person="person",
    told=("number", "received_at"),
)


@open_matters.register
def unanswered() -> QuerySet[Any]:
    """Requests without an answer; but for erasure, which is granted by naming a destruction that was done before."""
    return RightsRequest.objects.open().exclude(kind=RightsRequest.Kind.ERASURE)
