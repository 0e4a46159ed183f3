"""Hours and attendance, always from each person's own presence, never from a head count.

A session counts for a person when there is a mark: whose status counts in the denominator, for what could be
attended; whose status counts as held, for the minutes present. Cancelled sessions count for neither.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import clock
from core.templatetags.dates import day as written_day
from programs.attendance.models.marks import AttendanceStatus, Mark
from programs.batches.models import Batch
from programs.catalog.lesson_hours import lessons_in
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session, minutes_taught


@dataclass(frozen=True)
class Attendance:
    """Minutes present of minutes that could be attended, for one person."""

    held: int = 0
    possible: int = 0

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down so that 79.9 never passes as 80; None before the first session."""
        return self.held * 100 // self.possible if self.possible else None

    def hours(self, minutes_per_jp: int) -> float:
        """Lessons (JP) held, to one decimal, rounded down."""
        return lessons_in(self.held, minutes_per_jp)

    def possible_hours(self, minutes_per_jp: int) -> float:
        """Lessons (JP) that could be attended, to one decimal, rounded down: a session may have ended early."""
        return lessons_in(self.possible, minutes_per_jp)

    def __add__(self, other: "Attendance") -> "Attendance":
        return Attendance(self.held + other.held, self.possible + other.possible)


def with_attendance(enrollments: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """Annotates `minutes_held` and `minutes_possible` (0 without marks); read them with `attendance_of`."""
    # Two subqueries and no two joins: joined sums would count each mark as often as the other side has rows.
    marks = _counted_marks().filter(enrollment=OuterRef("pk")).order_by().values("enrollment")
    held = marks.annotate(total=Sum("minutes_present")).values("total")
    in_denominator = marks.filter(status__counts_in_denominator=True)
    possible = in_denominator.annotate(total=Sum(LESSON_MINUTES)).values("total")
    return enrollments.annotate(
        minutes_held=Coalesce(Subquery(held, output_field=IntegerField()), 0),
        minutes_possible=Coalesce(Subquery(possible, output_field=IntegerField()), 0),
    )


# Of the session of a mark, in a query.
LESSON_MINUTES = minutes_taught("session__")


def attendance_of(enrollment: Enrollment) -> Attendance:
    """The figures of an enrollment that comes from `with_attendance`."""
    return Attendance(enrollment.minutes_held, enrollment.minutes_possible)


def attendance_by_unit(enrollments: QuerySet[Enrollment]) -> dict[int, dict[int, Attendance]]:
    """The figures by enrollment and then by unit (primary keys), of units in which there is a mark; one query."""
    found: dict[int, dict[int, Attendance]] = defaultdict(dict)
    for enrollment, unit, attendance in _sums(_counted_marks().filter(enrollment__in=enrollments), "session__unit"):
        found[enrollment][unit] = attendance
    return found


@dataclass(frozen=True)
class Period:
    """The figures of some days, and those of all days until the last of them."""

    within: Attendance = Attendance()
    until: Attendance = Attendance()

    def __add__(self, other: "Period") -> "Period":
        return Period(self.within + other.within, self.until + other.until)


def period_by_unit(enrollments: QuerySet[Enrollment], first: date, last: date) -> dict[int, dict[int, Period]]:
    """The figures from `first` to `last` (local days of the facility) by enrollment and then by unit; one query."""
    marks = _counted_marks().filter(enrollment__in=enrollments, session__date__lte=last)
    is_within = ExpressionWrapper(Q(session__date__gte=first), BooleanField())
    found: dict[int, dict[int, Period]] = defaultdict(lambda: defaultdict(Period))
    for enrollment, unit, within, sums in _sums(marks.annotate(within=is_within), "session__unit", "within"):
        found[enrollment][unit] += Period(sums if within else Attendance(), sums)
    return found


def _sums(marks: QuerySet[Mark], *keys: str) -> list[tuple]:
    """Enrollment, `keys` and `Attendance` of each group of marks."""
    in_denominator = Q(status__counts_in_denominator=True)
    rows = (
        marks.order_by()
        .values_list("enrollment", *keys)
        .annotate(held=Sum("minutes_present"), possible=Sum(LESSON_MINUTES, filter=in_denominator, default=0))
    )
    return [(*row[:-2], Attendance(*row[-2:])) for row in rows]


def open_sessions(batch: Batch) -> QuerySet[Session]:
    """Sessions that stand and are not finalized yet."""
    return batch.sessions.filter(state=Session.State.PLANNED)


@dataclass(frozen=True)
class MatrixColumn:
    """One session of the matrix of presence."""

    session: Session
    begins_week: bool


@dataclass(frozen=True)
class MatrixCell:
    """How one participant attended one session, in a sign and in words."""

    look: str
    letter: str
    word: str


@dataclass(frozen=True)
class MatrixRow:
    """One participant with everything that was recorded; a cell is empty where a mark is still owed."""

    enrollment: Enrollment
    cells: list[tuple[MatrixColumn, MatrixCell | None]]
    attendance: Attendance
    state: str = ""
    uncounted: str = ""

    @property
    def percent(self) -> int | None:
        """Presence so far, rounded down; None while nothing was held."""
        return self.attendance.percent


@dataclass(frozen=True)
class Matrix:
    """Presence of a whole batch, person by session."""

    columns: list[MatrixColumn]
    rows: list[MatrixRow]


def marked_sessions(batch: Batch) -> QuerySet[Session]:
    """The sessions of the matrix: those that stand and have a mark, the latest first."""
    return batch.sessions.standing().filter(marks__status__isnull=False).distinct().order_by("-starts_at", "-pk")


def presence_matrix(
    batch: Batch,
    *,
    for_facility: bool,
    most: int = 24,
    sessions: list[Session] | None = None,
    people: QuerySet[Enrollment] | None = None,
) -> Matrix:
    """Who was there, person by session: the last `most` of `marked_sessions`, or `sessions` of them. Five queries.

    Users of the training center (`for_facility` false) read every custody reason as the same word. `people` narrows
    the rows to those whom the reader may see.
    """
    # The last ones are asked for and shown in the order of time.
    latest_first = list(marked_sessions(batch)[:most]) if sessions is None else sessions
    columns = _columns(latest_first[::-1])
    keys = [column.session.pk for column in columns]
    today = clock.today(batch.facility.time_zone)
    shown = batch.enrollments.all() if people is None else people.filter(batch=batch)
    places = list(with_attendance(shown.with_holds(today).select_related("person")))
    cells, owed = _recorded(keys, for_facility=for_facility), _owed(batch, keys)
    # Before the first mark there is nothing to ask.
    uncounted = uncounted_by_place(batch.enrollments.all(), for_facility=for_facility) if keys else {}
    not_expected = MatrixCell("out", "·", _("not expected"))
    rows = []
    for place in places:
        place.batch = batch
        pairs = [(place.pk, column.session.pk) for column in columns]
        shown_cells = [cells.get(pair) or (None if pair in owed else not_expected) for pair in pairs]
        state = state_words(place, for_facility=for_facility)
        found = list(zip(columns, shown_cells, strict=True))
        rows.append(MatrixRow(place, found, attendance_of(place), state, uncounted.get(place.pk, "")))
    return Matrix(columns, rows)


# What a cell says of a status.
STATUS = ("status__code", "status__letter", "status__is_custody_reason", "status__label", "status__label_en")
# A place and a session, by their keys.
_Pair = tuple[int, int]


def _recorded(sessions: list[int], *, for_facility: bool) -> dict[_Pair, MatrixCell]:
    marks = Mark.objects.filter(session__in=sessions).order_by()
    said: dict[int, MatrixCell] = {}
    cells = {}
    for place, session, key, *values in marks.values_list("enrollment", "session", "status", *STATUS):
        # Many marks, few statuses: each says the same in every cell.
        if key not in said:
            status = AttendanceStatus(
                **{name.removeprefix("status__"): value for name, value in zip(STATUS, values, strict=True)}
            )
            said[key] = _cell(status, for_facility=for_facility)
        cells[place, session] = said[key]
    return cells


def _owed(batch: Batch, sessions: list[int]) -> set[_Pair]:
    """Who was expected at which of these sessions (keys)."""
    if not sessions:
        return set()
    expected = Enrollment.objects.filter(batch=batch).expected_at(Session.objects.filter(pk__in=sessions))
    return set(expected.values_list("pk", "session_pk"))


def state_words(place: Enrollment, *, for_facility: bool) -> str:
    """Why somebody is not expected any more, or not now, as the reader's office may know it; else empty."""
    # Both kinds of suspension read alike: which of the two it is, is an affair of custody.
    is_held = place.state == Enrollment.State.ACTIVE and getattr(place, "is_held", False)
    if place.state == Enrollment.State.SUSPENDED or is_held:
        return str(Enrollment.State.SUSPENDED.label) if for_facility else _("Official reason")
    if place.state != Enrollment.State.ENDED:
        return ""
    reason = place.get_end_reason_display() if for_facility else place.end_reason_for_center
    return _("Left %(day)s: %(reason)s") % {"day": written_day(place.shown_end), "reason": reason}


def uncounted_by_place(places: QuerySet[Enrollment], *, for_facility: bool) -> dict[int, str]:
    """By place (key) how many marks count neither as presence nor as absence, as “2 S, 1 D”; one query."""
    marks = _counted_marks().filter(enrollment__in=places, status__counts_in_denominator=False)
    rows = marks.order_by().values_list("enrollment", "status__letter", "status__is_custody_reason")
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for place, letter, is_custody, count in rows.annotate(count=Count("pk")):
        found[place][_letter(letter, is_custody=is_custody, for_facility=for_facility)] += count
    return {
        place: ", ".join(f"{count} {letter}" for letter, count in sorted(letters.items(), reverse=True))
        for place, letters in found.items()
    }


def _letter(letter: str, *, is_custody: bool, for_facility: bool) -> str:
    """Of a reason of custody the training center reads one letter, whichever it is."""
    return DUTY_LETTER if is_custody and not for_facility else letter


DUTY_LETTER = "D"
LOOKS = {"present": "present", "late": "late", "sick": "sick", "excused": "leave", "unexcused": "absent"}


def look_of(code: str) -> str:
    """Which of the five looks of a mark a status has; every custody reason looks alike."""
    return LOOKS.get(code, "leave")


def word_of(status: AttendanceStatus, *, for_facility: bool) -> str:
    """The word of a status in the active language; custody reasons are one and the same word to the training center."""
    if status.is_custody_reason and not for_facility:
        return _("Official reason")
    return status.label if (get_language() or "id").startswith("id") else status.label_en


def _cell(status: AttendanceStatus, *, for_facility: bool) -> MatrixCell:
    letter = _letter(status.letter, is_custody=status.is_custody_reason, for_facility=for_facility)
    return MatrixCell(look_of(status.code), letter, word_of(status, for_facility=for_facility))


def _columns(sessions: Iterable[Session]) -> list[MatrixColumn]:
    columns, week = [], None
    for session in sessions:
        this = session.date.isocalendar()[:2]
        columns.append(MatrixColumn(session, this != week))
        week = this
    return columns


def _counted_marks() -> QuerySet[Mark]:
    return Mark.objects.exclude(session__state=Session.State.CANCELLED)
