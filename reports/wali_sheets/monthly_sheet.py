"""The case officer's monthly evidence for SPPN: planned, attended, hours, absences, results.

Computes no SPPN score; hours come from `programs.attendance.attendance_figures`, results from `certification`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from accounts.models import User
from certification.assessment.held_back_results import with_matters
from certification.assessment.models.results import UnitResult
from core import clock
from inmates.custody.custody_facts import with_custody
from inmates.custody.models.stays import CustodyPeriod
from inmates.people.models import Person
from programs.attendance.attendance_figures import Period, period_by_unit, word_of
from programs.attendance.models.marks import Mark
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit
from programs.catalog.unit_blocks import signs_of
from programs.places import partial_places
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from reports.wali_sheets.last_stays import LastStay, last_stays


@dataclass(frozen=True)
class UnitLine:
    """One unit: attendance in the month and up to its end, and the result valid then (None: none yet).

    `is_signed`: minutes lock the result. Until then an assessor may still change it.
    """

    unit: ProgramUnit
    figures: Period
    result: UnitResult | None
    is_signed: bool


@dataclass(frozen=True)
class Lesson:
    """A session at which somebody is expected."""

    jp: int
    begins_at: datetime
    over_at: datetime


@dataclass(frozen=True)
class Tally:
    """The month's sessions at which one person was expected or has a mark.

    `planned` is the sum of `attended`, `absences`, `unrecorded` (over, without a mark), `under_way` and `to_come`.
    """

    planned: int
    planned_jp: int
    attended: int
    late: int
    minutes_late: int
    absences: dict[str, int]
    unrecorded: int
    to_come: int
    under_way: int = 0


@dataclass(frozen=True)
class Training:
    """A person's place, with its month."""

    place: Enrollment
    tally: Tally
    figures: Period
    units: list[UnitLine]

    @property
    def signs(self) -> list[str]:
        """The blocks of somebody who takes single units alone."""
        return signs_of(line.unit for line in self.units) if self.place.is_partial else []

    @property
    def minutes_per_jp(self) -> int:
        """The length of a lesson in this program."""
        return self.place.batch.version.minutes_per_jp


@dataclass(frozen=True)
class Sheet:
    """One person (with custody annotations) and their training during the month.

    `left` is the stay that ended in the month, if the person has not come back.
    """

    person: Person
    trainings: list[Training]
    left: CustodyPeriod | None = None


def sheets(people: QuerySet[Person], month: date, *, reader: User) -> list[Sheet]:
    """The sheets of the `people` who trained in the month beginning on `month`, by name.

    `people_of_month` decides whose sheets `reader` may read. The number of queries is constant.
    """
    places = list(_places(people, month, reader))
    trainings: dict[int, list[Training]] = defaultdict(list)
    for training in _trainings(places, month):
        trainings[training.place.person_id].append(training)
    found = with_custody(Person.objects.filter(pk__in=trainings)).select_related("case_officer", "facility")
    rows = list(found.order_by("name_sort", "pk"))
    gone = [person for person in rows if person.facility_id != reader.facility_id]
    stays = last_stays([person.pk for person in gone], month, facility=reader.facility)
    for person in gone:
        _take_back(person, stays.get(person.pk))
    ended = {key: stay.period for key, stay in stays.items() if stay.has_ended_by(clock.month_end(month))}
    return [Sheet(person, trainings[person.pk], ended.get(person.pk)) for person in rows]


def _take_back(person: Any, stay: LastStay | None) -> None:
    """Restores what was in force while the person was here: other facilities' records do not belong on this sheet."""
    person.register_number = stay.number.number if stay and stay.number else None
    person.block = stay.housing.block if stay and stay.housing else None
    person.cell = stay.housing.cell if stay and stay.housing else None
    person.case_officer = stay.officer if stay else None


def _places(people: QuerySet[Person], month: date, reader: User) -> QuerySet[Enrollment]:
    last = clock.month_end(month)
    assessed = UnitResult.objects.filter(enrollment=OuterRef("pk"), assessed_on__range=(month, last))
    units = Prefetch("batch__version__units", ProgramUnit.objects.order_by("position"))
    return (
        # The caller has already narrowed the people; after leaving nobody is anyone's ward.
        with_matters(Enrollment.objects.filter(batch__in=Batch.objects.visible_to(reader)))
        .filter(person__in=people.order_by().values("pk"), starts_on__lte=last)
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gt=month))
        # Assessment may follow in the month after the last session.
        .filter(Q(ends_on__gte=month) | Exists(assessed))
        .select_related("batch__version__program", "batch__training_center")
        .prefetch_related(units)
        .order_by("starts_on", "pk")
    )


def _trainings(places: list[Enrollment], month: date) -> Iterable[Training]:
    last, keys = clock.month_end(month), [place.pk for place in places]
    rows = Enrollment.objects.filter(pk__in=keys)
    tallies = _tallies(places, month, last)
    by_unit, taken = period_by_unit(rows, month, last), partial_places.units_of(places)
    results = _results(keys, last)
    for place in places:
        found = by_unit[place.pk]
        is_signed = place.is_signed_alone or place.is_signed_with_batch
        lines = [
            UnitLine(unit, found[unit.pk], results.get((place.pk, unit.pk)), is_signed)
            for unit in partial_places.own(place.batch.version.units.all(), taken.get(place.pk))
        ]
        yield Training(place, tallies[place.pk], sum((line.figures for line in lines), Period()), lines)


def _results(places: list[int], last: date) -> dict[tuple[int, int], UnitResult]:
    """The last attempt up to that day, by place and unit, so that the sheet of a past month does not change."""
    found = UnitResult.objects.filter(enrollment__in=places, assessed_on__lte=last).order_by("attempt")
    return {(result.enrollment_id, result.unit_id): result for result in found}


def _tallies(places: list[Enrollment], first: date, last: date) -> dict[int, Tally]:
    batches = {place.batch_id for place in places}
    sessions = Session.objects.standing().filter(batch__in=batches, date__range=(first, last)).order_by()
    rows = Enrollment.objects.filter(pk__in=[place.pk for place in places])
    expected: dict[int, dict[int, Lesson]] = defaultdict(dict)
    pairs = rows.expected_at(sessions).annotate(session_jp=F("batch__sessions__jp"))
    names = ("pk", "session_pk", "session_jp", "begins_at", "over_at")
    for place, session, *lesson in pairs.values_list(*names):
        expected[place][session] = Lesson(*lesson)
    marks: dict[int, list[Mark]] = defaultdict(list)
    for mark in Mark.objects.filter(enrollment__in=rows, session__in=sessions).select_related("status", "session"):
        marks[mark.enrollment_id].append(mark)
    return {place.pk: _tally(expected[place.pk], marks[place.pk]) for place in places}


def _tally(expected: dict[int, Lesson], marks: list[Mark]) -> Tally:
    """`expected` maps session keys to lessons."""
    lessons = {key: lesson.jp for key, lesson in expected.items()} | {
        mark.session_id: mark.session.jp for mark in marks
    }
    marked, now = {mark.session_id for mark in marks}, clock.now()
    unmarked = [lesson for key, lesson in expected.items() if key not in marked]
    held = [mark for mark in marks if mark.status.counts_as_held]
    late = [mark.minutes_late for mark in held if mark.minutes_late]
    absent = Counter(word_of(mark.status, for_facility=True) for mark in marks if not mark.status.counts_as_held)
    return Tally(
        planned=len(lessons),
        planned_jp=sum(lessons.values()),
        attended=len(held),
        late=len(late),
        minutes_late=sum(late),
        absences=dict(sorted(absent.items())),
        unrecorded=sum(lesson.over_at <= now for lesson in unmarked),
        to_come=sum(lesson.begins_at > now for lesson in unmarked),
        under_way=sum(lesson.begins_at <= now < lesson.over_at for lesson in unmarked),
    )
