"""Who may be missing when an alarm waits: the names to be called, out of those whom the session waits for.

On the way there of whom the roll has not, on the way back of whom it does not miss. One name too many costs a look,
one too few costs a person.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from core import clock
from inmates.custody.models.stays import Housing
from programs.attendance.models.marks import Mark
from programs.count_alarms.models import CountAlarm, LookedFor
from programs.head_counts.awaited_people import awaited, awaited_at
from programs.head_counts.models import HeadCount
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session

WAY_THERE = (HeadCount.Point.LEFT_BLOCK, HeadCount.Point.ARRIVED, CountAlarm.ROLL)


@dataclass(frozen=True)
class Wanted:
    """Somebody who is called, or was seen: the place (with block and cell), what the roll says, what was said."""

    place: Enrollment
    mark: Mark | None
    said: LookedFor | None

    @property
    def is_absent(self) -> bool:
        """Whether the roll says that he or she was not there."""
        return self.mark is not None and not was_in_class(self.mark)

    @property
    def is_seen(self) -> bool:
        return self.said is not None and self.said.is_seen


def was_in_class(mark: Mark | None) -> bool:
    """Whether the roll has somebody as present."""
    return mark is not None and mark.status is not None and mark.status.counts_as_held


def is_of_way_back(alarm: CountAlarm) -> bool:
    """Whether people may not be back; counts that stayed open after the session are those of the way back."""
    if alarm.is_of_counting:
        return alarm.session.ends_at < clock.now()
    return alarm.to_point not in WAY_THERE


def marks_of(session: Session) -> dict[int, Mark]:
    """The roll by key of the place."""
    return marks_at([session])[session.pk]


def marks_at(sessions: Iterable[Session]) -> dict[int, dict[int, Mark]]:
    """The rolls of several sessions by their keys; one query."""
    found: dict[int, dict[int, Mark]] = {session.pk: {} for session in sessions}
    for mark in Mark.objects.filter(session__in=found).select_related("status"):
        found[mark.session_id][mark.enrollment_id] = mark
    return found


def wanted(
    session: Session,
    alarm: CountAlarm,
    *,
    marks: Mapping[int, Mark] | None = None,
    waited: Mapping[int, bool] | None = None,
    places: Sequence[Enrollment] = (),
    with_beds: bool = False,
) -> list[Wanted]:
    """Whom to call, and who was seen already, by name; `with_beds`: with block and cell, for the detention center.

    `marks`, `waited` (whom the session waits for) and `places` (of these, by name): where they are read already.
    """
    waited = awaited(session, at=clock.now()) if waited is None else waited
    marks = marks_of(session) if marks is None else marks
    said = _said([alarm])[0]
    keys = _called(alarm, marks, waited) | said.keys()
    if not keys <= {place.pk for place in places}:
        places = list(places_of(keys, with_beds=with_beds))
    return _of_places(places, keys, marks, said)


def wanted_each(alarms: Sequence[CountAlarm], *, with_beds: bool = False) -> list[list[Wanted]]:
    """The same for each of these alarms, of whatever sessions; as many queries for ten as for one."""
    sessions = {alarm.session_id: alarm.session for alarm in alarms}.values()
    marks, waited = marks_at(sessions), awaited_at(sessions, at=clock.now())
    found = [
        (_called(alarm, marks[alarm.session_id], waited[alarm.session_id]) | said.keys(), marks[alarm.session_id], said)
        for alarm, said in zip(alarms, _said(alarms), strict=True)
    ]
    places = list(places_of({key for keys, _marks, _words in found for key in keys}, with_beds=with_beds))
    return [_of_places(places, *one) for one in found]


def _called(alarm: CountAlarm, marks: Mapping[int, Mark], waited: Mapping[int, bool]) -> set[int]:
    """Whoever was in class is called on the way back whatever was announced. Everybody of the session is called where
    more people were counted than the roll has, or are missing than it leaves over: then the roll cannot be right."""
    if alarm.is_of_roll:
        return set(alarm.names)
    in_class = {place for place, mark in marks.items() if was_in_class(mark)}
    is_way_back = is_of_way_back(alarm)
    called = {place for place, is_expected in waited.items() if is_expected} | in_class
    called = {place for place in called if _may_be_missing(marks.get(place), is_way_back=is_way_back)}
    if (is_way_back and (alarm.before or 0) > len(called)) or len(called) < max(-alarm.gap, 1):
        return {*waited, *in_class}
    return called


def _of_places(
    places: Iterable[Enrollment], keys: Collection[int], marks: Mapping[int, Mark], said: Mapping[int, LookedFor]
) -> list[Wanted]:
    # Of whom it was said that he or she is not here, that stands until somebody says otherwise: the roll does not.
    return [Wanted(one, marks.get(one.pk), said.get(one.pk)) for one in places if one.pk in keys]


def _may_be_missing(mark: Mark | None, *, is_way_back: bool) -> bool:
    # Who was in class did come there; who was not has nowhere to come back from.
    return mark is None or was_in_class(mark) == is_way_back


def places_of(keys: Collection[int] | QuerySet, *, with_beds: bool) -> QuerySet[Enrollment]:
    """These places with their people, by name; the training center gets no bed that it could leak."""
    places = Enrollment.objects.filter(pk__in=keys).select_related("person", "batch")
    places = places.order_by("person__name_sort", "pk")
    if not with_beds:
        return places
    # Whoever has left since stayed there last.
    housing = Housing.objects.filter(person=OuterRef("person")).order_by("-from_date", "-pk")
    return places.annotate(**{name: Subquery(housing.values(name)[:1]) for name in ("block", "cell")})


def _said(alarms: Sequence[CountAlarm]) -> list[dict[int, LookedFor]]:
    """For each alarm the last word on each person, of all that was said in its session since it was raised."""
    # Counts that nobody made have no alarm before something is said.
    raised = {alarm.session_id for alarm in alarms if alarm.pk}
    rows: list[tuple[int, LookedFor]] = []
    if raised:
        found = LookedFor.objects.filter(alarm__session__in=raised).select_related("said_by", "alarm")
        rows = [(row.alarm.session_id, row) for row in found.order_by("said_at", "pk")]
    return [
        {
            row.enrollment_id: row
            for session, row in rows
            if alarm.pk and session == alarm.session_id and row.said_at >= alarm.raised_at
        }
        for alarm in alarms
    ]


def names_without_word(session: Session, alarm: CountAlarm) -> list[str]:
    """Of whom nobody has said that he or she was seen, while people are missing; else whoever was said not to be."""
    is_missing = alarm.agreed_at is None and (alarm.is_of_counting or alarm.gap < 0)
    found = [one for one in wanted(session, alarm) if not one.is_seen and (is_missing or one.said)]
    return [one.place.person.full_name for one in found]
