"""Sessions as shown on pages: a week of days in facility time."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from core import clock
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit
from programs.timetable.models.sessions import Holiday, Session

WORKING_DAYS = 5
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass
class Day:
    """A column: a date, its sessions in chronological order, and the reason if the office is closed."""

    date: date
    is_today: bool
    closed: str = ""
    sessions: list[Session] = field(default_factory=list)


@dataclass
class Row:
    """Sessions starting at one time, by column."""

    starts_at: time
    cells: list[list[Session]]


@dataclass
class Week:
    """Monday to Friday, plus weekend days that have sessions. Adjacent weeks are given by their Mondays, if any."""

    days: list[Day]
    previous: date | None
    next: date | None

    @property
    def sessions(self) -> list[Session]:
        """All sessions of the week, in chronological order."""
        return [session for day in self.days for session in day.sessions]

    @property
    def rows(self) -> list[Row]:
        """Table rows: one for each start time."""
        starts = sorted({session.starts for session in self.sessions})
        return [Row(start, [[s for s in day.sessions if s.starts == start] for day in self.days]) for start in starts]

    @property
    def units(self) -> list[ProgramUnit]:
        """Units taught, in program order."""
        return sorted({session.unit for session in self.sessions}, key=lambda unit: (unit.version_id, unit.position))

    @property
    def has_closed(self) -> bool:
        """Whether a column needs space for the name of a holiday."""
        return any(day.closed for day in self.days)

    @property
    def has_today(self) -> bool:
        """Whether the week contains today."""
        return any(day.is_today for day in self.days)

    @property
    def first(self) -> date:
        """The Monday of the week."""
        return self.days[0].date

    @property
    def last(self) -> date:
        """The last day with a column."""
        return self.days[-1].date


def note_times(session: Session) -> None:
    """Sets `starts`, `ends` and `rests` on the session, in its facility's time zone."""
    batch = session.batch
    zone, begins = batch.time_zone, session.starts_at
    session.starts, session.ends = clock.local(begins, zone).time(), clock.local(session.ends_at, zone).time()
    session.rests = None
    if session.break_after:
        rest = begins + session.minutes_before_break * clock.MINUTE
        ends = rest + session.break_minutes * clock.MINUTE
        session.rests = clock.local(rest, zone).time(), clock.local(ends, zone).time()


def monday_of(day: date) -> date:
    """The Monday of the week containing `day`."""
    return day - timedelta(days=day.weekday())


def years_of(monday: date) -> set[int]:
    """Calendar years that overlap the week."""
    return {monday.year, (monday + timedelta(days=6)).year}


def shown_day(batch: Batch, today: date) -> date:
    """The day whose week a page opens with: today, or the day of the batch nearest to it."""
    return min(max(today, batch.starts_on), max(batch.ends_on, batch.starts_on))


def week_of_batch(
    batch: Batch, sessions: list[Session], monday: date, closed: dict[date, Holiday], today: date
) -> Week:
    """The batch's week beginning on `monday`; `sessions` are all of the batch, in chronological order.

    Adjacent weeks are the nearest ones with sessions.
    """
    week = week_of([s for s in sessions if monday <= s.date < monday + WEEK], monday, closed, today)
    week.previous = _monday(session.date for session in reversed(sessions) if session.date < monday)
    week.next = _monday(session.date for session in sessions if session.date >= monday + WEEK)
    # Keeps the colors the same from week to week.
    _color(week.sessions, [session.instructor_id for session in sessions])
    return week


def week_of(sessions: list[Session], monday: date, closed: dict[date, Holiday], today: date) -> Week:
    """The week beginning on `monday`, with these sessions.

    Sets times and `place` (index of the instructor) on each session.
    """
    for session in sessions:
        note_times(session)
    length = max([WORKING_DAYS, *(session.date.weekday() + 1 for session in sessions)])
    dates = [monday + timedelta(days=offset) for offset in range(length)]
    days = [Day(day, day == today, closed[day].name if day in closed else "") for day in dates]
    for session in sorted(sessions, key=lambda session: (session.starts, session.batch.name, session.pk)):
        days[session.date.weekday()].sessions.append(session)
    _color(sessions, [session.instructor_id for session in sessions])
    return Week(days, monday - WEEK, monday + WEEK)


def _color(sessions: Iterable[Session], instructors: Iterable[int]) -> None:
    """Assigns the three colors of the table in the order in which instructors first teach."""
    places = {pk: place for place, pk in enumerate(dict.fromkeys(instructors))}
    for session in sessions:
        session.place = places[session.instructor_id] % 3 + 1


def _monday(days: Iterable[date]) -> date | None:
    day = next(iter(days), None)
    return day and monday_of(day)
