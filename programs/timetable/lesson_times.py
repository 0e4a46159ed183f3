"""Session times for the entry rules and for places of single units: which lessons there are, and which are left."""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.templatetags.dates import day_full
from programs.entry_rules import fact_sources
from programs.places.models import Enrollment
from programs.places.partial_places import lessons_left, units_of
from programs.timetable.models.sessions import Session
from programs.timetable.unit_hours import UnitHours, hours_by_unit


@fact_sources.lessons.register
def lesson_times(batches: Collection[int]) -> QuerySet:
    """Batch, start, end and block of every session not cancelled, in chronological order; one query."""
    rows = Session.objects.standing().filter(batch__in=batches).order_by("starts_at")
    return rows.values_list("batch", "starts_at", "ends_at", "unit__block")


@lessons_left.register
def still_to_teach(place: Enrollment) -> list[str]:
    """The sessions that are not closed of the units that the person takes, and the JP that no session teaches."""
    units = units_of([place])[place.pk]
    sessions = list(Session.objects.filter(batch=place.batch_id, unit__in=units).order_by("starts_at"))
    waiting = [
        _("The session of %(day)s is not closed.") % {"day": day_full(one.date)} for one in _open(sessions, units)
    ]
    missing = [
        _("%(jp)s JP of %(unit)s are in no session; they are to be made up.")
        % {"jp": one.missing, "unit": one.unit.short_code}
        for one in _missing(hours_by_unit(place.batch, sessions), units)
    ]
    return [*waiting, *missing]


def are_taught(units: Collection[int], hours: Iterable[UnitHours], sessions: Iterable[Session]) -> bool:
    """Whether nothing is left to teach of these units (keys), by the hours and sessions of their batch."""
    return not any(_open(sessions, units)) and not any(_missing(hours, units))


def _open(sessions: Iterable[Session], units: Collection[int]) -> Iterator[Session]:
    return (one for one in sessions if one.unit_id in units and one.state == Session.State.PLANNED)


def _missing(hours: Iterable[UnitHours], units: Collection[int]) -> Iterator[UnitHours]:
    return (one for one in hours if one.unit.pk in units and one.missing)
