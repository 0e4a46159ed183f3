"""Breaches that were closed long ago."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.served_rows import ServedRows
from inmates.people.open_matters import open_matters
from reports.breaches.models import (
    AffectedPerson,
    AffectedRemoval,
    Breach,
    BreachScope,
    BreachStep,
    BreachVersion,
    TellingAttempt,
)
from reports.retention.kinds import of_both
from reports.retention.record_kinds import KINDS
from reports.retention.served_proofs import of_office

# What nobody ever settled counts from the day on which it was recorded.
BREACHES = ServedRows(Breach, of_office, since=Coalesce("closed_at", "recorded_at"))
KINDS |= of_both(
    "breaches",
    _("Breaches"),
    _("What happened, whose data were affected, who was told."),
    _("from the end"),
    of=BREACHES,
    fewest=36,
    tables=(Breach, BreachVersion, BreachStep, BreachScope, AffectedPerson, TellingAttempt, AffectedRemoval),
    person="affected__person",
    told=("kind", "found_at"),
)


@open_matters.register
def affected_by_open() -> QuerySet[Any]:
    """People in breaches that two people have not closed: a letter may still have to reach them."""
    return AffectedPerson.objects.counting().filter(breach__closed_at=None)
