"""Holds that were lifted, patterns that were looked at and work that was done, long ago."""

from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce

from core.models import Job
from core.served_rows import ServedRows
from reports.retention.models import LegalHold
from reports.suspicions.models import Suspicion


def of_office(office: Any) -> Q:
    """Rows that name the office by its code."""
    return Q(office=office.code)


HOLDS = ServedRows(LegalHold, of_office, since="lifted_at", where=Q(lifted_at__isnull=False))
SUSPICIONS = ServedRows(Suspicion, of_office, since=Coalesce("settled_at", "noticed_at"))
JOBS = ServedRows(Job, of_office, since=Coalesce("finished_at", "created_at"))
