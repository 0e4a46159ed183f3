"""Session times for the entry rules and for places of single units: which lessons there are, and which are left."""

from collections.abc import Collection

from django.db.models import QuerySet

from programs.entry_rules import fact_sources
from programs.places.models import Enrollment
from programs.places.partial_places import lessons_left
from programs.timetable.models.sessions import Session
from programs.timetable.unit_hours import hours_by_unit


@fact_sources.lessons.register
def lesson_times(batches: Collection[int]) -> QuerySet:
    """Batch, start, end and block of every session not cancelled, in chronological order; one query."""
    rows = Session.objects.standing().filter(batch__in=batches).order_by("starts_at")
    return rows.values_list("batch", "starts_at", "ends_at", "unit__block")


@lessons_left.register
def has_lessons_left(place: Enrollment) -> bool:
    """Whether a unit that the person takes has a session that is not closed, or lessons that no session teaches."""
    units = set(place.units_taken.values_list("unit", flat=True))
    sessions = list(Session.objects.filter(batch=place.batch_id, unit__in=units))
    if any(session.state == Session.State.PLANNED for session in sessions):
        return True
    return any(one.missing for one in hours_by_unit(place.batch, sessions) if one.unit.pk in units)
