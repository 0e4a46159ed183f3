"""Session times for the entry rules and for places of single units: which lessons there are, and which are left."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.templatetags.dates import day_full
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
def still_to_teach(place: Enrollment) -> list[str]:
    """The sessions that are not closed of the units that the person takes, and the JP that no session teaches."""
    units = set(place.units_taken.values_list("unit", flat=True))
    sessions = list(Session.objects.filter(batch=place.batch_id, unit__in=units).order_by("starts_at"))
    waiting = [
        _("The session of %(day)s is not closed.") % {"day": day_full(one.date)}
        for one in sessions
        if one.state == Session.State.PLANNED
    ]
    missing = [
        _("%(jp)s JP of %(unit)s are in no session; they are to be made up.")
        % {"jp": one.missing, "unit": one.unit.short_code}
        for one in hours_by_unit(place.batch, sessions)
        if one.unit.pk in units and one.missing
    ]
    return [*waiting, *missing]
