"""Who may be missing when an alarm waits: the names to be called, out of those whom the session waits for.

On the way there of whom the roll has not, on the way back of whom it does not miss. One name too many costs a look,
one too few costs a person; only of whom the detention center knows why, and who fits the counts, nobody is called.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from core import clock
from inmates.custody.models.stays import Housing
from programs.attendance.models.marks import Mark
from programs.count_alarms.known_reasons import known_each
from programs.count_alarms.models import CountAlarm, LookedFor
from programs.head_counts.awaited_people import awaited, awaited_at
from programs.head_counts.models import HeadCount
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session

WAY_THERE = (HeadCount.Point.LEFT_BLOCK, HeadCount.Point.ARRIVED, CountAlarm.ROLL)
BEFORE_CLASS = (CountAlarm.EXPECTED, HeadCount.Point.LEFT_BLOCK)


@dataclass(frozen=True)
class Wanted:
    """Somebody who is called, or was seen: the place (with block and cell), what the roll says, what was said.

    `is_spared`: the detention center knows why he or she is not there, so nobody calls the name.
    """

    place: Enrollment
    mark: Mark | None
    said: LookedFor | None
    is_spared: bool = False

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


def with_heads(alarms: Sequence[CountAlarm]) -> Sequence[CountAlarm]:
    """These alarms, those of counts that nobody made with what was counted; a query only where there is one."""
    waiting = [alarm for alarm in alarms if alarm.is_of_counting and alarm.heads is None]
    if waiting:
        rows = HeadCount.objects.standing().filter(session__in={alarm.session_id for alarm in waiting}).order_by()
        counted = list(rows.values_list("session", "point", "people"))
        for alarm in waiting:
            alarm.heads = {point: people for session, point, people in counted if session == alarm.session_id}
    return alarms


def is_of_way_back(alarm: CountAlarm) -> bool:
    """Whether people may not be back; counts that are not made once class is over, or once they came there, are those
    of the way back."""
    if not alarm.is_of_counting:
        return alarm.to_point not in WAY_THERE
    with_heads([alarm])
    return over_since(alarm.session) is not None or HeadCount.Point.ARRIVED in (alarm.heads or ())


def over_since(session: Session) -> datetime | None:
    """When class was over: as planned, or closed before; None while it goes on."""
    if session.state == Session.State.FINALIZED and session.finalized_at and session.finalized_at < session.ends_at:
        return session.finalized_at
    return session.ends_at if session.ends_at < clock.now() else None


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
    said = said_of(alarm)
    names = _called(alarm, marks, waited, _known([session], {session.pk: marks}).get(session.pk, set()))
    if not (names.keys() | said.keys()) <= {place.pk for place in places}:
        places = list(places_of(names.keys() | said.keys(), with_beds=with_beds))
    return _of_places(places, names, marks, said)


def wanted_each(alarms: Sequence[CountAlarm], *, with_beds: bool = False) -> list[list[Wanted]]:
    """The same for each of these alarms, of whatever sessions; as many queries for ten as for one."""
    sessions = {alarm.session_id: alarm.session for alarm in alarms}.values()
    marks, waited = marks_at(sessions), awaited_at(sessions, at=clock.now())
    with_heads(alarms)
    known = _known(sessions, marks)
    found = []
    for alarm, said in zip(alarms, _said(alarms), strict=True):
        key = alarm.session_id
        found.append((_called(alarm, marks[key], waited[key], known.get(key, set())), marks[key], said))
    keys = {key for names, _marks, said in found for key in names.keys() | said.keys()}
    places = list(places_of(keys, with_beds=with_beds))
    return [_of_places(places, *one) for one in found]


def _known(sessions: Iterable[Session], marks: Mapping[int, Mapping[int, Mark]]) -> dict[int, set[int]]:
    """Of whom the detention center knows why they are absent, by session; asked only where the roll has absences."""
    absent = {key for key, rows in marks.items() if not all(was_in_class(mark) for mark in rows.values())}
    return known_each([session for session in sessions if session.pk in absent])


def _called(
    alarm: CountAlarm, marks: Mapping[int, Mark], waited: Mapping[int, bool], known: set[int]
) -> dict[int, bool]:
    """Whom to look at, and whether he or she is spared: `known` to be elsewhere, by the detention center.

    Whoever was in class is called on the way back whatever was announced. Everybody of the session is called where
    more people were counted than the roll has, or are missing than it leaves over: then the roll cannot be right. The
    reasons of the absent may be all that the list lacks, and never all that was lost on the way.
    """
    if alarm.is_of_roll:
        return dict.fromkeys(alarm.names, False)
    if alarm.is_of_presence:
        return {}
    in_class = {place for place, mark in marks.items() if was_in_class(mark)}
    is_way_back = is_of_way_back(alarm)
    people = {place for place, is_expected in waited.items() if is_expected} | in_class
    called = {
        place
        for place in people
        if (is_way_back and _is_both_ways(alarm)) or _may_be_missing(marks.get(place), is_way_back=is_way_back)
    }
    # Who was counted on the way can be missed on it, whatever the roll says of a reason.
    is_of_list, before = alarm.from_point == CountAlarm.EXPECTED, _counted_before(alarm)
    spared = known if is_of_list or before <= len(people - known) else set()
    may_be = called if is_of_list else called - spared
    if (is_way_back and before > len(called)) or len(may_be) < max(-alarm.gap, 1):
        return dict.fromkeys({*waited, *in_class}, False)
    return {place: place in spared for place in called}


def _is_both_ways(alarm: CountAlarm) -> bool:
    """Whether nobody counted at the workshop in between: then people may be lost on the way there as well."""
    if alarm.is_of_counting:
        return HeadCount.Point.ARRIVED not in (alarm.heads or ())
    return alarm.from_point in BEFORE_CLASS


def _counted_before(alarm: CountAlarm) -> int:
    """How many there were by the earlier number; where counts were not made, as many as were ever counted."""
    if alarm.is_of_counting:
        return max((alarm.heads or {}).values(), default=0)
    return alarm.before or 0


def _of_places(
    places: Iterable[Enrollment], names: Mapping[int, bool], marks: Mapping[int, Mark], said: Mapping[int, LookedFor]
) -> list[Wanted]:
    # Of whom it was said that he or she is not here, that stands until somebody says otherwise: the roll does not.
    return [
        Wanted(one, marks.get(one.pk), said.get(one.pk), names.get(one.pk, False) and one.pk not in said)
        for one in places
        if one.pk in names or one.pk in said
    ]


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


def may_be_named(session: Session, alarms: Iterable[CountAlarm]) -> list[Enrollment]:
    """Of whom something can be said while these alarms wait, by name: the list, the roll, and whom an alarm names.

    Another alarm may have come before all else since a page showed its names.
    """
    keys = {*awaited(session, at=clock.now()), *session.marks.values_list("enrollment", flat=True)}
    return list(places_of(keys.union(*(alarm.names for alarm in alarms)), with_beds=False))


def said_of(alarm: CountAlarm) -> dict[int, LookedFor]:
    """The last word on each person, by key of the place, as far as it holds for this alarm."""
    return _said([alarm])[0]


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
            if alarm.pk and session == alarm.session_id and _holds(row, alarm)
        }
        for alarm in alarms
    ]


def _holds(row: LookedFor, alarm: CountAlarm) -> bool:
    if row.said_at < alarm.raised_at or not row.is_seen:
        return row.said_at >= alarm.raised_at
    # Everybody was here by these words, and then still fewer were counted: one of the words was wrong. And who had come
    # to class is not back by that.
    doubts = (alarm.worse_at, over_since(alarm.session) if alarm.is_of_counting else None)
    return all(moment is None or row.said_at >= moment for moment in doubts)


def names_without_word(session: Session, alarm: CountAlarm) -> list[str]:
    """Of whom nobody has said that he or she was seen, while people are missing; else whoever was said not to be."""
    is_missing = alarm.agreed_at is None and (alarm.is_of_counting or alarm.gap < 0)
    called = [one for one in wanted(session, alarm) if not one.is_spared]
    found = [one for one in called if not one.is_seen and (is_missing or one.said)]
    return [one.place.person.full_name for one in found]
