"""Session times for the entry rules: nobody may attend two trainings at the same time."""

from collections.abc import Collection

from django.db.models import QuerySet

from programs.entry_rules import fact_sources
from programs.timetable.models.sessions import Session


@fact_sources.lessons.register
def lesson_times(batches: Collection[int]) -> QuerySet:
    """Batch, start and end of every session not cancelled, in chronological order; one query."""
    rows = Session.objects.standing().filter(batch__in=batches).order_by("starts_at")
    return rows.values_list("batch", "starts_at", "ends_at")
