"""The sessions of a batch as pages show them: one week as a table, and how far each unit has come."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from core import clock
from programs.models import Batch, Holiday, ProgramUnit, Session

WORKING_DAYS = 5


@dataclass
class Day:
    """One column: a date, and why nothing is taught on it when the office is closed."""

    date: date
    is_today: bool
    closed: str = ""


@dataclass
class Row:
    """The sessions that begin at one time, by column; None where there is none."""

    starts_at: time
    cells: list[Session | None]


@dataclass
class Week:
    """Monday to Friday, longer when there are sessions on a weekend."""

    days: list[Day]
    rows: list[Row]
    previous: date | None
    next: date | None
    units: list[ProgramUnit] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)

    @property
    def has_closed(self) -> bool:
        """Whether a column needs room for the name of a holiday."""
        return any(day.closed for day in self.days)

    @property
    def first(self) -> date:
        """The Monday of the week."""
        return self.days[0].date

    @property
    def last(self) -> date:
        """The last day that has a column."""
        return self.days[-1].date


@dataclass(frozen=True)
class UnitHours:
    """JP of a unit: held (finalized), in the schedule, and in the program."""

    unit: ProgramUnit
    held: int
    planned: int

    @property
    def total(self) -> int:
        """JP that the program gives to the unit."""
        return self.unit.jp

    @property
    def held_share(self) -> float:
        """JP held, of 100."""
        return min(self.held * 100 / self.total, 100)

    @property
    def rest_share(self) -> float:
        """JP in the schedule and not held yet, of 100."""
        return max(min(self.planned * 100 / self.total, 100) - self.held_share, 0)


def monday_of(day: date) -> date:
    """The Monday of the week in which `day` lies."""
    return day - timedelta(days=day.weekday())


def years_of(monday: date) -> set[int]:
    """The calendar years that the week touches."""
    return {monday.year, (monday + timedelta(days=6)).year}


def shown_day(batch: Batch, today: date) -> date:
    """The day whose week a page opens on: today, or the nearest day of the batch."""
    return min(max(today, batch.starts_on), max(batch.ends_on, batch.starts_on))


def week_of(batch: Batch, sessions: list[Session], monday: date, closed: dict[date, Holiday], today: date) -> Week:
    """The week that begins on `monday`; `sessions` are all of the batch, in the order of time.

    Writes on each session of the week `starts` and `ends` (local times) and `place` (which of the instructors).
    """
    zone = batch.facility.time_zone
    inside = [session for session in sessions if monday <= session.date < monday + timedelta(days=7)]
    places = {pk: place for place, pk in enumerate(dict.fromkeys(session.instructor_id for session in sessions))}
    for session in inside:
        session.starts = clock.local(session.starts_at, zone).time()
        session.ends = clock.local(session.ends_at, zone).time()
        # Three colors of the table, given in the order in which instructors first teach.
        session.place = places[session.instructor_id] % 3 + 1
    length = max([WORKING_DAYS, *(session.date.weekday() + 1 for session in inside)])
    dates = [monday + timedelta(days=offset) for offset in range(length)]
    return Week(
        days=_days(dates, closed, today),
        rows=_rows(inside, dates),
        previous=_monday(session.date for session in reversed(sessions) if session.date < monday),
        next=_monday(session.date for session in sessions if session.date >= monday + timedelta(days=7)),
        sessions=inside,
        units=sorted({session.unit for session in inside}, key=lambda unit: unit.position),
    )


def _days(dates: list[date], closed: dict[date, Holiday], today: date) -> list[Day]:
    return [Day(day, day == today, closed[day].name if day in closed else "") for day in dates]


def _monday(days: Iterable[date]) -> date | None:
    day = next(iter(days), None)
    return day and monday_of(day)


def _rows(sessions: list[Session], dates: list[date]) -> list[Row]:
    # A cancelled session gives way to the one that was put in its place at the same hour.
    cells = {}
    for session in sorted(sessions, key=lambda session: session.state != Session.State.CANCELLED):
        cells[session.starts, session.date] = session
    return [Row(start, [cells.get((start, day)) for day in dates]) for start in sorted({start for start, _ in cells})]


def hours_by_unit(units: Iterable[ProgramUnit], sessions: Iterable[Session]) -> list[UnitHours]:
    """How far each unit has come, in the order of teaching."""
    held: dict[int, int] = {}
    planned: dict[int, int] = {}
    for session in sessions:
        if session.state != Session.State.CANCELLED:
            planned[session.unit_id] = planned.get(session.unit_id, 0) + session.jp
        if session.state == Session.State.FINALIZED:
            held[session.unit_id] = held.get(session.unit_id, 0) + session.jp
    return [UnitHours(unit, held.get(unit.pk, 0), planned.get(unit.pk, 0)) for unit in units]
