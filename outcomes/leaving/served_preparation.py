"""What was prepared for the leaving of people who left custody long ago, and where they worked inside."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, Q

from core.served_rows import counted
from outcomes.leaving.models import Readiness, WorkAssignment

TABLES = (Readiness, WorkAssignment)


def are_kept(person: Any) -> Q:
    """Whether something of it is still kept of this person (a reference in a query)."""
    ready, work = Readiness.objects.filter(person=person), WorkAssignment.objects.filter(person=person)
    return Q(Exists(ready)) | Q(Exists(work))


def destroy(found: Collection[int]) -> Counter[str]:
    """Deletes that of these people (keys), within the caller's transaction; how many rows went, by table."""
    ready = Readiness.objects.filter(person__in=found)
    return counted(ready.delete()) + counted(WorkAssignment.objects.filter(person__in=found).delete())
