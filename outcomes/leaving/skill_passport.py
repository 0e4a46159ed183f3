"""What somebody has learned at a training center, for a paper that its holder shows to anybody.

It holds nothing but the learning record, so it is the same whoever prints it and wherever the person learned: days are
months, and what the person wishes or can be reached at is left to be written by hand.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import TrainingCenter, User
from certification.assessment.locked_results import signed_off
from certification.assessment.models.results import UnitResult
from certification.register.models import Certificate, NumberSeries
from inmates.people.models import Person
from programs.attendance.attendance_figures import attendance_of, with_attendance
from programs.catalog.unit_codes import code_key
from programs.entry_rules import ladders
from programs.entry_rules.ladders import Learned
from programs.places.models import Enrollment

MINUTES_AN_HOUR = 60
OF_ATTENDANCE = Q(paper=NumberSeries.Paper.ATTENDANCE)


@dataclass(frozen=True)
class PassedUnit:
    """A unit that was passed, with its lessons (JP) and the month."""

    code: str
    title: str
    jp: int
    month: date


@dataclass(frozen=True)
class Held:
    """A paper in force: its program, number, code of the check page and month of issue."""

    program: str
    number: str
    code: str
    month: date


@dataclass
class Passport:
    """Everything that the page says about the person."""

    person: Person
    center: TrainingCenter
    trades: list[str] = field(default_factory=list)
    units: list[PassedUnit] = field(default_factory=list)
    certificates: list[Held] = field(default_factory=list)
    # Courses without assessment, by their papers of attendance.
    short_courses: list[Held] = field(default_factory=list)
    minutes: int = 0
    # Names of programs of the center that build on what was learned.
    next_steps: list[str] = field(default_factory=list)

    @property
    def total_jp(self) -> int:
        return sum(unit.jp for unit in self.units)

    @property
    def hours(self) -> int:
        """Whole hours of presence, rounded down."""
        return self.minutes // MINUTES_AN_HOUR


def places_with_units(user: User) -> QuerySet[Enrollment]:
    """Places that the user's office may show, with at least one unit passed and locked."""
    return with_units(Enrollment.objects.visible_to(user))


def with_units(places: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """Those of these places with at least one unit passed and locked."""
    passed = UnitResult.objects.latest().filter(enrollment=OuterRef("pk"), result=UnitResult.Result.COMPETENT)
    return places.filter(signed_off(), Exists(passed))


def short_courses(user: User) -> QuerySet[Enrollment]:
    """Places that the user's office may show, with a paper of attendance in force."""
    return with_short_courses(Enrollment.objects.visible_to(user))


def with_short_courses(places: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """Those of these places with a paper of attendance in force."""
    return places.filter(Exists(_held(OF_ATTENDANCE).filter(enrollment=OuterRef("pk"))))


def newest_by_person(places: QuerySet[Enrollment]) -> dict[int, Enrollment]:
    """The newest of these places by person (key)."""
    return {place.person_id: place for place in places.order_by("batch__ends_on", "pk")}


def passport_of(
    places: Iterable[Enrollment],
    center: TrainingCenter,
    *,
    on: date,
    short: QuerySet[Enrollment] | None = None,
) -> Passport | None:
    """The passport from these places of one person at this center, newest first; None if no unit was passed.

    `short` are the same person's `short_courses`; next steps are those of the day `on`. Seven queries beside that of
    the places.
    """
    found = [place for place in places if place.batch.training_center_id == center.pk]
    if not found:
        return None
    keys = [place.pk for place in found]
    passport = Passport(found[0].person, center)
    passport.units = list(_units(keys))
    passport.certificates = list(_told(_held(~OF_ATTENDANCE).filter(enrollment__in=keys)))
    if short is not None:
        own = short.filter(person=passport.person, batch__training_center=center)
        passport.short_courses = list(_told(_held(OF_ATTENDANCE).filter(enrollment__in=own.order_by().values("pk"))))
    passport.trades = list(dict.fromkeys(place.batch.version.program.name for place in found))
    attended = with_attendance(Enrollment.objects.filter(pk__in=keys))
    passport.minutes = sum(attendance_of(place).held for place in attended)
    if not passport.units:
        return None
    steps = ladders.steps_after(_learned(found, passport), center.pk, on=on)
    passport.next_steps = [rung.program.name for rung in steps]
    return passport


def _learned(places: Iterable[Enrollment], passport: Passport) -> Learned:
    """What the passport itself tells, so that its next steps follow from nothing else."""
    programs = [place.batch.version.program for place in places]
    held = {one.program for one in passport.certificates}
    return Learned(
        programs={str(program.public_id) for program in programs if program.name in held},
        attended={str(program.public_id) for program in programs},
        units={code_key(unit.code) for unit in passport.units},
        vocations={program.vocation_id for program in programs},
    )


def _units(places: list[int]) -> Iterator[PassedUnit]:
    """The newest pass of each unit, in the order in which they were learned."""
    rows = UnitResult.objects.latest().filter(enrollment__in=places, result=UnitResult.Result.COMPETENT)
    rows = rows.select_related("unit", "enrollment__batch").order_by("assessed_on", "unit__position", "pk")
    newest = {row.unit.code: row for row in rows}
    for row in newest.values():
        yield PassedUnit(row.unit.code, row.unit.title, row.unit.jp, row.enrollment.batch.ends_on)


def _held(which: Q) -> QuerySet[Certificate]:
    return Certificate.objects.filter(which, state=Certificate.State.ISSUED)


def _told(papers: QuerySet[Certificate]) -> Iterator[Held]:
    rows = papers.select_related("batch__version__program").defer("snapshot").order_by("-issued_on", "-pk")
    for row in rows:
        yield Held(row.batch.version.program.name, row.number_text, row.code, row.issued_on)
