"""Rows of the weekly schedule as training centers print it: one per JP, with breaks between. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import pairwise

from programs.timetable.lessons import Slot, begins_of
from programs.timetable.models.sessions import Session

# A longer gap is not a break: nothing is taught then.
LONGEST_BREAK = timedelta(minutes=120)
Clock = tuple[time, time]


@dataclass
class PlanRow:
    """One row: its times, the JP's number that day (0 for breaks and where days differ), and the units by column."""

    times: Clock
    jp: int = 0
    is_break: bool = False
    cells: dict[int, list[Session]] = field(default_factory=dict)


def rows_of(sessions: Iterable[Session]) -> list[PlanRow]:
    """Rows of a week, sorted by start; columns are numbered like weekdays.

    The sessions need `starts` and `ends` (local times), in chronological order.
    """
    rows: dict[tuple[Clock, bool], PlanRow] = {}
    numbers: dict[Clock, set[int]] = {}
    by_day: dict[int, list[Session]] = {}
    for session in sessions:
        by_day.setdefault(session.date.weekday(), []).append(session)
    for column, taught in by_day.items():
        spans = [(span, session) for session in taught for span in lessons_of(session)]
        order = {span: number for number, span in enumerate(sorted({span for span, _ in spans}), 1)}
        for span, session in spans:
            row = rows.setdefault((span, False), PlanRow(span))
            row.cells.setdefault(column, []).append(session)
            numbers.setdefault(span, set()).add(order[span])
        for span in breaks_between(order):
            rows.setdefault((span, True), PlanRow(span, is_break=True)).cells.setdefault(column, [])
    for span, found in numbers.items():
        rows[span, False].jp = found.pop() if len(found) == 1 else 0
    return sorted(rows.values(), key=lambda row: (row.times, row.is_break))


def lessons_of(session: Session) -> list[Clock]:
    """Start and end of each JP of the session."""
    length = timedelta(minutes=session.batch.version.minutes_per_jp)
    slot = Slot(session.date.weekday(), session.starts, session.jp, session.break_after, session.break_minutes)
    begins = begins_of(slot, datetime.combine(session.date, session.starts), length)
    return [(begin.time(), (begin + length).time()) for begin in begins]


def breaks_between(spans: Iterable[Clock]) -> list[Clock]:
    """Breaks of a day: gaps between lessons of up to two hours."""
    found = []
    for (_start, end), (begin, _end) in pairwise(sorted(spans)):
        gap = timedelta(hours=begin.hour - end.hour, minutes=begin.minute - end.minute)
        if timedelta() < gap <= LONGEST_BREAK:
            found.append((end, begin))
    return found
