"""Interviews and goals of people who left custody long ago."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, Q

from core.served_rows import counted
from programs.interviews.models import Interview, TrainingGoal, VocationInterest

TABLES = (Interview, VocationInterest, TrainingGoal)


def are_kept(person: Any) -> Q:
    """Whether one is still kept of this person (a reference in a query)."""
    interviews, goals = Interview.objects.filter(person=person), TrainingGoal.objects.filter(person=person)
    return Q(Exists(interviews)) | Q(Exists(goals))


def destroy(found: Collection[int]) -> Counter[str]:
    """Deletes those of these people (keys), within the caller's transaction; how many rows went, by table."""
    interviews = Interview.objects.filter(person__in=found)
    return counted(interviews.delete()) + counted(TrainingGoal.objects.filter(person__in=found).delete())
