"""Who may be missing when an alarm waits: the names to be called, out of those whom the session waits for.

On the way there of whom the roll has not, on the way back of whom it does not miss. One name too many costs a look,
one too few costs a person.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from core import clock
from inmates.custody.models.stays import Housing
from programs.attendance.models.marks import Mark
from programs.count_alarms.models import CountAlarm, LookedFor
from programs.head_counts.awaited_people import awaited
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
    return {mark.enrollment_id: mark for mark in session.marks.select_related("status")}


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

    Whoever was in class is called on the way back whatever was announced. Everybody of the session is called where more
    people were counted than the roll has, or are missing than it leaves over: then the roll cannot be right.
    """
    waited = awaited(session, at=clock.now()) if waited is None else waited
    marks = marks_of(session) if marks is None else marks
    in_class = {place for place, mark in marks.items() if was_in_class(mark)}
    is_way_back = is_of_way_back(alarm)
    called = {place for place, is_expected in waited.items() if is_expected} | in_class
    called = {place for place in called if _may_be_missing(marks.get(place), is_way_back=is_way_back)}
    if alarm.is_of_roll:
        called = set(alarm.names)
    elif (is_way_back and (alarm.before or 0) > len(called)) or len(called) < max(-alarm.gap, 1):
        called = {*waited, *in_class}
    said = _said(session, alarm)
    keys = {*called, *said}
    if not keys <= {place.pk for place in places}:
        places = list(places_of(keys, with_beds=with_beds))
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


def _said(session: Session, alarm: CountAlarm) -> dict[int, LookedFor]:
    """The last word on each, of all that was said since this alarm was raised."""
    if alarm.pk is None:
        return {}
    rows = LookedFor.objects.filter(alarm__session=session, said_at__gte=alarm.raised_at)
    return {row.enrollment_id: row for row in rows.select_related("said_by").order_by("said_at", "pk")}


def names_without_word(session: Session, alarm: CountAlarm) -> list[str]:
    """Of whom nobody has said that he or she was seen, while people are missing; else whoever was said not to be."""
    is_missing = alarm.agreed_at is None and (alarm.is_of_counting or alarm.gap < 0)
    found = [one for one in wanted(session, alarm) if not one.is_seen and (is_missing or one.said)]
    return [one.place.person.full_name for one in found]
