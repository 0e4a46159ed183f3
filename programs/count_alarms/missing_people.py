"""Who may be missing while an alarm is open: which of the people on the list have to be called.

On the way there, those not present on the roll; on the way back, those not absent. A name too many costs a look, a name
too few costs a person. People are spared only if the detention center knows why they are absent and the counts fit.
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
    """Somebody who is called or was seen, with the mark on the roll and the last answer.

    `is_spared`: nobody calls the name, because the detention center knows why the person is absent.
    """

    place: Enrollment
    mark: Mark | None
    said: LookedFor | None
    is_spared: bool = False

    @property
    def is_absent(self) -> bool:
        """Whether the roll marks the person as absent."""
        return self.mark is not None and not was_in_class(self.mark)

    @property
    def is_seen(self) -> bool:
        return self.said is not None and self.said.is_seen


def was_in_class(mark: Mark | None) -> bool:
    """Whether the mark says present."""
    return mark is not None and mark.status is not None and mark.status.counts_as_held


@dataclass(frozen=True)
class Known:
    """What is known about one session, as far as it decides whom to call.

    `marks`: the roll by key of the place. `waited`: the list, with whether each person is expected. `heads`: current
    counts by point, loaded only for missing counts. `excused`: places of people absent for a reason that the detention
    center knows.
    """

    marks: Mapping[int, Mark]
    waited: Mapping[int, bool]
    heads: Mapping[str, int]
    excused: Collection[int]

    @property
    def in_class(self) -> set[int]:
        """Places marked as present."""
        return {place for place, mark in self.marks.items() if was_in_class(mark)}

    @property
    def people(self) -> set[int]:
        """Places of people who are expected, or came anyway."""
        return {place for place, is_expected in self.waited.items() if is_expected} | self.in_class

    @property
    def has_arrived(self) -> bool:
        """Whether the workshop has counted arrivals."""
        return HeadCount.Point.ARRIVED in self.heads


def known_about(
    alarms: Iterable[CountAlarm], waited: Mapping[int, Mapping[int, bool]] | None = None
) -> dict[int, Known]:
    """What is known about the sessions of these alarms, by key; the same number of queries for ten as for one.

    `waited`: the list of each session, if already loaded.
    """
    alarms = list(alarms)
    sessions = {alarm.session_id: alarm.session for alarm in alarms}
    marks, heads = _marks_at(sessions), _heads_at({alarm.session_id for alarm in alarms if alarm.is_of_counting})
    waited = awaited_at(sessions.values(), at=clock.now()) if waited is None else waited
    absent = [one for key, one in sessions.items() if not all(was_in_class(mark) for mark in marks[key].values())]
    excused = known_each(absent)
    return {key: Known(marks[key], waited[key], heads.get(key, {}), excused.get(key, set())) for key in sessions}


def _heads_at(sessions: Collection[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    if not sessions:
        return found
    rows = HeadCount.objects.standing().filter(session__in=sessions).order_by()
    for session, point, people in rows.values_list("session", "point", "people"):
        found.setdefault(session, {})[point] = people
    return found


def _marks_at(sessions: Collection[int]) -> dict[int, dict[int, Mark]]:
    found: dict[int, dict[int, Mark]] = {key: {} for key in sessions}
    for mark in Mark.objects.filter(session__in=found).select_related("status"):
        found[mark.session_id][mark.enrollment_id] = mark
    return found


def is_of_way_back(alarm: CountAlarm, known: Known) -> bool:
    """Whether people may not be back. Missing counts concern the way back after class or after the arrival."""
    if not alarm.is_of_counting:
        return alarm.to_point not in WAY_THERE
    return over_since(alarm.session) is not None or known.has_arrived


def over_since(session: Session) -> datetime | None:
    """When class ended, as planned or early; None while it lasts. The session may have been closed later."""
    if session.ended_at:
        return session.ended_at
    return session.ends_at if session.ends_at < clock.now() else None


def wanted(
    alarm: CountAlarm, *, known: Known | None = None, places: Sequence[Enrollment] = (), with_beds: bool = False
) -> list[Wanted]:
    """Whom to call and who was seen already, sorted by name; `with_beds` adds block and cell, for the detention center.

    `known`, and the `places` on the list sorted by name, if already loaded.
    """
    known = known_about([alarm])[alarm.session_id] if known is None else known
    said, names = said_of(alarm), _called(alarm, known)
    if not (names.keys() | said.keys()) <= {place.pk for place in places}:
        places = list(places_of(names.keys() | said.keys(), with_beds=with_beds))
    return _of_places(places, names, known.marks, said)


def wanted_each(
    alarms: Sequence[CountAlarm], known: Mapping[int, Known], *, with_beds: bool = False
) -> list[list[Wanted]]:
    """The same for each of these alarms of any sessions; the same number of queries for ten as for one."""
    found = [(_called(alarm, known[alarm.session_id]), said) for alarm, said in zip(alarms, _said(alarms), strict=True)]
    keys = {key for names, said in found for key in names.keys() | said.keys()}
    places = list(places_of(keys, with_beds=with_beds))
    return [
        _of_places(places, names, known[alarm.session_id].marks, said)
        for alarm, (names, said) in zip(alarms, found, strict=True)
    ]


def _called(alarm: CountAlarm, known: Known) -> dict[int, bool]:
    """Who may be missing, by key of the place, and whether they are spared."""
    if alarm.is_of_roll:
        return dict.fromkeys(alarm.names, False)
    if alarm.is_of_presence:
        return {}
    candidates, spared = _candidates(alarm, known), _spared(alarm, known)
    if _roll_is_wrong(alarm, known, candidates, spared):
        return dict.fromkeys({*known.waited, *known.in_class}, False)
    return {place: place in spared for place in candidates}


def _candidates(alarm: CountAlarm, known: Known) -> set[int]:
    """Who may be missing according to the roll.

    People in class did arrive and must come back, whatever was announced; people not in class have nowhere to come back
    from. If people may be lost on either way, everybody may be missing.
    """
    is_way_back = is_of_way_back(alarm, known)
    if is_way_back and _is_both_ways(alarm, known):
        return known.people
    return {
        place for place in known.people if place not in known.marks or was_in_class(known.marks[place]) == is_way_back
    }


def _spared(alarm: CountAlarm, known: Known) -> Collection[int]:
    """Whose reason holds: nobody's, if more people were counted than the reasons leave over."""
    is_of_list = alarm.from_point == CountAlarm.EXPECTED
    fits = _counted_before(alarm, known) <= len(known.people.difference(known.excused))
    return known.excused if is_of_list or fits else set()


def _roll_is_wrong(alarm: CountAlarm, known: Known, candidates: set[int], spared: Collection[int]) -> bool:
    """Whether more people were counted than the roll allows, or more are missing than it leaves to look for.

    Known reasons can explain everybody missing from the list, but nobody lost on the way.
    """
    may_be = candidates if alarm.from_point == CountAlarm.EXPECTED else candidates.difference(spared)
    has_too_few = is_of_way_back(alarm, known) and _counted_before(alarm, known) > len(candidates)
    return has_too_few or len(may_be) < max(-alarm.gap, 1)


def _is_both_ways(alarm: CountAlarm, known: Known) -> bool:
    """Whether nobody counted at the workshop, so that people may be lost on the way there too."""
    return not known.has_arrived if alarm.is_of_counting else alarm.from_point in BEFORE_CLASS


def _counted_before(alarm: CountAlarm, known: Known) -> int:
    """The earlier number; for missing counts, the most people counted at any point."""
    return max(known.heads.values(), default=0) if alarm.is_of_counting else alarm.before or 0


def _of_places(
    places: Iterable[Enrollment], names: Mapping[int, bool], marks: Mapping[int, Mark], said: Mapping[int, LookedFor]
) -> list[Wanted]:
    # "Not here" holds until somebody answers otherwise, whatever the roll says.
    return [
        Wanted(one, marks.get(one.pk), said.get(one.pk), names.get(one.pk, False) and one.pk not in said)
        for one in places
        if one.pk in names or one.pk in said
    ]


def places_of(keys: Collection[int] | QuerySet, *, with_beds: bool) -> QuerySet[Enrollment]:
    """These places with their people, sorted by name; the training center must not know beds."""
    places = Enrollment.objects.filter(pk__in=keys).select_related("person", "batch")
    places = places.order_by("person__name_sort", "pk")
    if not with_beds:
        return places
    # For people who have left since, their last bed.
    housing = Housing.objects.filter(person=OuterRef("person")).order_by("-from_date", "-pk")
    return places.annotate(**{name: Subquery(housing.values(name)[:1]) for name in ("block", "cell")})


def may_be_named(session: Session, alarms: Iterable[CountAlarm]) -> list[Enrollment]:
    """People about whom answers are taken while these alarms are open: the list, the roll and the names in alarms.

    It is this wide because another alarm may have become the heaviest since the page was shown.
    """
    keys = {*awaited(session, at=clock.now()), *session.marks.values_list("enrollment", flat=True)}
    return list(places_of(keys.union(*(alarm.names for alarm in alarms)), with_beds=False))


def said_of(alarm: CountAlarm) -> dict[int, LookedFor]:
    """The last answer about each person, by key of the place, as far as it holds for this alarm."""
    return _said([alarm])[0]


def _said(alarms: Sequence[CountAlarm]) -> list[dict[int, LookedFor]]:
    """For each alarm, the last answer about each person in its session since it was raised."""
    # The alarm for missing counts has no row before the first answer.
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
    # If fewer people were counted after everybody was marked as here, some answer was wrong. And having been in class
    # does not mean being back.
    doubts = (alarm.worse_at, over_since(alarm.session) if alarm.is_of_counting else None)
    return all(moment is None or row.said_at >= moment for moment in doubts)


def names_without_word(alarm: CountAlarm) -> list[str]:
    """While people are missing, names not marked as here; otherwise, only names marked as not here."""
    is_missing = alarm.agreed_at is None and (alarm.is_of_counting or alarm.gap < 0)
    called = [one for one in wanted(alarm) if not one.is_spared]
    found = [one for one in called if not one.is_seen and (is_missing or one.said)]
    return [one.place.person.full_name for one in found]
