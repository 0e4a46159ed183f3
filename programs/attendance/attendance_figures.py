"""Hours and attendance, always computed from each person's own marks, never from head counts.

Where marks have served their time, `KeptHours` stands for them. A session with a mark counts towards the possible
minutes if the status counts in the denominator, and towards the minutes held if the status counts as held. Cancelled
sessions count towards neither.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    CharField,
    Count,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.statements import Statement
from core.templatetags.dates import day as written_day
from programs.attendance.mark_gaps import gaps
from programs.attendance.models.kept_hours import KeptHours
from programs.attendance.models.marks import AttendanceStatus, Mark
from programs.batches.models import Batch
from programs.catalog.lesson_hours import lessons_in
from programs.places.models import Enrollment
from programs.places.partial_places import blocks_of
from programs.timetable.models.sessions import Session, minutes_taught


@dataclass(frozen=True)
class Attendance:
    """One person's minutes present out of the minutes that could be attended."""

    held: int = 0
    possible: int = 0

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down so that 79.9 never passes as 80; None if nothing could be attended yet."""
        return self.held * 100 // self.possible if self.possible else None

    def hours(self, minutes_per_jp: int) -> float:
        """Lessons (JP) held, to one decimal, rounded down."""
        return lessons_in(self.held, minutes_per_jp)

    def possible_hours(self, minutes_per_jp: int) -> float:
        """Lessons (JP) that could be attended, to one decimal, rounded down."""
        return lessons_in(self.possible, minutes_per_jp)

    def __add__(self, other: "Attendance") -> "Attendance":
        return Attendance(self.held + other.held, self.possible + other.possible)


def with_attendance(enrollments: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """Annotates `minutes_held` and `minutes_possible` (0 without marks); read them with `attendance_of`."""
    # Two subqueries instead of two joins: each join would multiply the rows summed by the other.
    marks = counted_marks().filter(enrollment=OuterRef("pk")).order_by().values("enrollment")
    held = marks.annotate(total=Sum("minutes_present")).values("total")
    in_denominator = marks.filter(status__counts_in_denominator=True)
    possible = in_denominator.annotate(total=Sum(LESSON_MINUTES)).values("total")
    kept = KeptHours.objects.filter(enrollment=OuterRef("pk")).order_by().values("enrollment")
    return enrollments.annotate(
        minutes_held=_first_of(held, kept.annotate(total=Sum("minutes_held")).values("total")),
        minutes_possible=_first_of(possible, kept.annotate(total=Sum("minutes_possible")).values("total")),
    )


def _first_of(marks: QuerySet, kept: QuerySet) -> Coalesce:
    # Of one place there are marks or what stays of them, never both.
    return Coalesce(*(Subquery(rows, output_field=IntegerField()) for rows in (marks, kept)), 0)


def attendance_among(places: Collection[int]) -> dict[int, Attendance]:
    """The figures of these places (keys), all of which have an entry; one query."""
    found = dict.fromkeys(places, Attendance())
    for place, is_counted, held, possible in _sums_among(places=list(found)) if found else ():
        found[place] += Attendance(held, possible if is_counted else 0)
    return found


@Statement
def _sums_among(places: list[int]) -> QuerySet:
    marks = counted_marks().filter(enrollment__in=places).order_by()
    sums = {"held": Sum("minutes_present"), "possible": Sum(LESSON_MINUTES)}
    found = marks.values_list("enrollment", "status__counts_in_denominator").annotate(**sums)
    kept = KeptHours.objects.filter(enrollment__in=places).order_by()
    return found.union(kept.annotate(counted=_COUNTED).values_list("enrollment", "counted", *KEPT), all=True)


# Minutes taught in the session of a mark, as a query expression.
LESSON_MINUTES = minutes_taught("session__")
# The sums that stand in place of marks; all of them count.
KEPT = ("minutes_held", "minutes_possible")
_COUNTED = Value(True, output_field=BooleanField())


def attendance_of(enrollment: Enrollment) -> Attendance:
    """The figures of an enrollment fetched through `with_attendance`."""
    return Attendance(enrollment.minutes_held, enrollment.minutes_possible)


def attendance_by_unit(enrollments: QuerySet[Enrollment]) -> dict[int, dict[int, Attendance]]:
    """The figures by enrollment, then by unit (primary keys). Units without a mark are left out; one query."""
    found: dict[int, dict[int, Attendance]] = defaultdict(dict)
    for enrollment, unit, held, possible in _by_unit(enrollment__in=enrollments):
        found[enrollment][unit] = Attendance(held, possible)
    return found


def attendance_of_batch(batch: Batch) -> dict[int, dict[int, Attendance]]:
    """The same for everybody who ever had a place in the batch."""
    found: dict[int, dict[int, Attendance]] = defaultdict(dict)
    for enrollment, unit, held, possible in _units_of(batch=batch.pk):
        found[enrollment][unit] = Attendance(held, possible)
    return found


def units_among(places: Collection[int]) -> dict[int, dict[int, Attendance]]:
    """The same for these places (keys)."""
    found: dict[int, dict[int, Attendance]] = defaultdict(dict)
    for enrollment, unit, held, possible in _units_among(places=list(places)) if places else ():
        found[enrollment][unit] = Attendance(held, possible)
    return found


@Statement
def _units_among(places: list[int]) -> QuerySet:
    return _by_unit(enrollment__in=places)


@Statement
def _units_of(batch: int) -> QuerySet:
    return _by_unit(enrollment__batch=batch)


def _by_unit(**places: Any) -> QuerySet:
    kept = KeptHours.objects.filter(**places).order_by().values_list("enrollment", "unit", *KEPT)
    return _summed(counted_marks().filter(**places), "session__unit").union(kept, all=True)


@dataclass(frozen=True)
class Period:
    """Attendance within a period, and cumulative attendance up to its last day."""

    within: Attendance = Attendance()
    until: Attendance = Attendance()

    def __add__(self, other: "Period") -> "Period":
        return Period(self.within + other.within, self.until + other.until)


def period_by_unit(enrollments: QuerySet[Enrollment], first: date, last: date) -> dict[int, dict[int, Period]]:
    """The figures from `first` to `last` (local days of the facility) by enrollment, then by unit; one query."""
    marks = counted_marks().filter(enrollment__in=enrollments, session__date__lte=last)
    is_within = ExpressionWrapper(Q(session__date__gte=first), BooleanField())
    found: dict[int, dict[int, Period]] = defaultdict(lambda: defaultdict(Period))
    for enrollment, unit, within, sums in _sums_by(marks.annotate(within=is_within), "session__unit", "within"):
        found[enrollment][unit] += Period(sums if within else Attendance(), sums)
    return found


def _sums_by(marks: QuerySet[Mark], *keys: str) -> list[tuple]:
    """Enrollment, `keys` and `Attendance` for each group of marks."""
    return [(*row[:-2], Attendance(*row[-2:])) for row in _summed(marks, *keys)]


def _summed(marks: QuerySet[Mark], *keys: str) -> QuerySet:
    in_denominator = Q(status__counts_in_denominator=True)
    rows = marks.order_by().values_list("enrollment", *keys)
    return rows.annotate(held=Sum("minutes_present"), possible=Sum(LESSON_MINUTES, filter=in_denominator, default=0))


def open_sessions(batch: Batch) -> QuerySet[Session]:
    """Planned sessions of the batch: neither closed nor cancelled."""
    return batch.sessions.filter(state=Session.State.PLANNED)


@dataclass(frozen=True)
class MatrixColumn:
    """One session of the attendance matrix."""

    session: Session
    begins_week: bool


@dataclass(frozen=True)
class MatrixCell:
    """One participant's attendance at one session, as a letter and a word."""

    look: str
    letter: str
    word: str


@dataclass(frozen=True)
class MatrixRow:
    """One participant's row; a cell is None where a mark is still missing, `signs` are the blocks of single units."""

    enrollment: Enrollment
    cells: list[tuple[MatrixColumn, MatrixCell | None]]
    attendance: Attendance
    state: str = ""
    uncounted: str = ""
    signs: list[str] = field(default_factory=list)

    @property
    def percent(self) -> int | None:
        """Attendance so far, rounded down; None if nothing could be attended yet."""
        return self.attendance.percent


@dataclass(frozen=True)
class Matrix:
    """Attendance of a whole batch: a row for each participant, a column for each session."""

    columns: list[MatrixColumn]
    rows: list[MatrixRow]

    @property
    def says_something(self) -> bool:
        """Whether it shows a session, or hours that stayed when the marks had served their time."""
        return bool(self.rows) and (bool(self.columns) or any(row.percent is not None for row in self.rows))


def marked_sessions(batch: Batch, most: int | None = None) -> list[Session]:
    """The sessions of the matrix, latest first, at most `most`: not cancelled, and with at least one mark."""
    return _marked(most, batch=batch.pk)


@Statement
def _marked(most: int | None, batch: int) -> QuerySet[Session]:
    marked = Session.objects.standing().filter(batch=batch, marks__status__isnull=False)
    return marked.distinct().order_by("-starts_at", "-pk")[:most]


def presence_matrix(
    batch: Batch,
    *,
    for_facility: bool,
    most: int = 24,
    sessions: list[Session] | None = None,
    reader: User | None = None,
) -> Matrix:
    """The attendance matrix of the latest `most` of `marked_sessions`, or of the given `sessions`.

    Three queries, one for the sessions unless they are given, one if somebody takes single units. Training-center users
    (`for_facility` false) see one word for every custody reason. `reader` restricts the rows to those whom the reader
    may see.
    """
    # Fetched latest first, shown in chronological order.
    latest_first = marked_sessions(batch, most) if sessions is None else sessions
    columns = _columns(latest_first[::-1])
    keys = [column.session.pk for column in columns]
    today = clock.today(batch.time_zone)
    asked = {"reader": reader} if reader else {}
    places = _places(batch=batch.pk, today=today, **asked)
    # Without any marked session there is nothing to query, except where marks of a class that is over have gone.
    cells, owed = _told(batch, keys, for_facility=for_facility) if keys else ({}, set())
    has_figures = bool(keys) or (batch.ends_on < today and batch.state != Batch.State.PLANNED)
    figures, uncounted = sums_of(batch, for_facility=for_facility) if has_figures else ({}, {})
    signs = blocks_of(places)
    rows = []
    for place in places:
        place.batch = batch
        state = state_words(place, for_facility=for_facility)
        found = list(zip(columns, _cells_of(place.pk, keys, cells, owed), strict=True))
        attendance = figures.get(place.pk, Attendance())
        own = signs.get(place.pk, [])
        rows.append(MatrixRow(place, found, attendance, state, uncounted.get(place.pk, ""), own))
    return Matrix(columns, rows)


@Statement
def _places(batch: int, today: date, reader: User | None = None) -> QuerySet[Enrollment]:
    seen = Enrollment.objects.visible_to(reader) if reader else Enrollment.objects.all()
    return seen.filter(batch=batch).with_holds(today).select_related("person")


# The fields of a status that a cell needs.
STATUS = ("status__code", "status__letter", "status__is_custody_reason", "status__label", "status__label_en")
# Keys of a place and a session.
_Pair = tuple[int, int]


# What stands in their place where there is no mark.
NOTHING = {
    "no_status": Value(None, output_field=IntegerField()),
    "no_code": Value(None, output_field=CharField()),
    "no_letter": Value(None, output_field=CharField()),
    "no_reason": Value(None, output_field=BooleanField()),
    "no_label": Value(None, output_field=CharField()),
    "no_label_en": Value(None, output_field=CharField()),
}


@Statement
def _marks_and_gaps(batch: int, sessions: list[int]) -> QuerySet:
    """The marks of these sessions with their status, and without one whoever was expected but has no mark."""
    marks = Mark.objects.filter(session__in=sessions).order_by()
    missing = gaps(Enrollment.objects.filter(batch=batch), Session.objects.filter(pk__in=sessions)).order_by()
    rows = missing.annotate(**NOTHING).values_list("pk", "session_pk", *NOTHING)
    return marks.values_list("enrollment", "session", "status", *STATUS).union(rows, all=True)


def _cells_of(
    place: int, sessions: list[int], cells: Mapping[_Pair, MatrixCell], owed: Collection[_Pair]
) -> Iterator[MatrixCell | None]:
    """The cell of each session (key) for this place: nothing where a mark is owed."""
    not_expected = MatrixCell("out", "·", _("not expected"))
    for session in sessions:
        pair = place, session
        yield cells.get(pair) or (None if pair in owed else not_expected)


def _told(batch: Batch, sessions: list[int], *, for_facility: bool) -> tuple[dict[_Pair, MatrixCell], set[_Pair]]:
    """What is recorded of people at these sessions (keys), and where a mark is missing."""
    said: dict[int, MatrixCell] = {}
    cells: dict[_Pair, MatrixCell] = {}
    missing = set()
    for place, session, key, *values in _marks_and_gaps(batch=batch.pk, sessions=sessions):
        if key is None:
            missing.add((place, session))
            continue
        # There are many marks but few statuses, so each cell is built once per status.
        if key not in said:
            status = AttendanceStatus(
                **{name.removeprefix("status__"): value for name, value in zip(STATUS, values, strict=True)}
            )
            said[key] = _cell(status, for_facility=for_facility)
        cells[place, session] = said[key]
    return cells, missing


@Statement
def _sums(batch: int) -> QuerySet:
    marks = counted_marks().filter(enrollment__batch=batch).order_by()
    status = ("status__counts_in_denominator", "status__letter", "status__is_custody_reason")
    sums = {"count": Count("pk"), "held": Sum("minutes_present"), "possible": Sum(LESSON_MINUTES)}
    kept = KeptHours.objects.filter(enrollment__batch=batch).order_by()
    none = {"counted": _COUNTED, "letter": Value(""), "custody": Value(False), "count": Value(0)}
    rows = kept.annotate(**none).values_list("enrollment", *none, *KEPT)
    return marks.values_list("enrollment", *status).annotate(**sums).union(rows, all=True)


def sums_of(batch: Batch, *, for_facility: bool) -> tuple[dict[int, Attendance], dict[int, str]]:
    """The figures of each place (key) of the batch, and its marks that count as neither presence nor absence."""
    figures: dict[int, Attendance] = defaultdict(Attendance)
    uncounted: dict[int, Counter[str]] = defaultdict(Counter)
    for place, is_counted, letter, is_custody, count, held, possible in _sums(batch=batch.pk):
        figures[place] += Attendance(held, possible if is_counted else 0)
        if not is_counted:
            uncounted[place][_letter(letter, is_custody=is_custody, for_facility=for_facility)] += count
    return figures, {place: _letters(found) for place, found in uncounted.items()}


def state_words(place: Enrollment, *, for_facility: bool) -> str:
    """Why the participant is not expected, for good or for now, as far as the reader may know it; else ""."""
    # Both kinds of suspension read alike, because which one it is is a custody fact; public classes have neither.
    for_facility = for_facility or place.is_public
    is_held = place.state == Enrollment.State.ACTIVE and getattr(place, "is_held", False)
    if place.state == Enrollment.State.SUSPENDED or is_held:
        return str(Enrollment.State.SUSPENDED.label) if for_facility else _("Official reason")
    if place.state != Enrollment.State.ENDED:
        return ""
    reason = place.get_end_reason_display() if for_facility else place.end_reason_for_center
    return _("Left %(day)s: %(reason)s") % {"day": written_day(place.shown_end), "reason": reason}


def _letters(found: Counter[str]) -> str:
    return ", ".join(f"{count} {letter}" for letter, count in sorted(found.items(), reverse=True))


def _letter(letter: str, *, is_custody: bool, for_facility: bool) -> str:
    """The letter of a status; the training center sees one letter for all custody reasons."""
    return DUTY_LETTER if is_custody and not for_facility else letter


DUTY_LETTER = "D"
LOOKS = {"present": "present", "late": "late", "sick": "sick", "excused": "leave", "unexcused": "absent"}


def look_of(code: str) -> str:
    """Which of the five looks a status has; all custody reasons look alike."""
    return LOOKS.get(code, "leave")


def word_of(status: AttendanceStatus, *, for_facility: bool) -> str:
    """The status as a word in the active language; the training center sees one word for all custody reasons."""
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


def counted_marks() -> QuerySet[Mark]:
    return Mark.objects.exclude(session__state=Session.State.CANCELLED)
