"""Turns weekly patterns into lessons: which unit is taught when. Pure; no database access.

A session teaches one unit. Where a unit ends within a slot, the slot is split and the next unit continues without a
gap, so that every unit gets exactly its JP and the sessions add up to the JP of the program. A break keeps its
position in the slot: inside a session, it lengthens that session; if the slot is split exactly at the break, it lies
between the two sessions.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from programs.catalog.lesson_hours import lesson_minutes

# A pattern that takes longer than this is a mistake.
LONGEST = timedelta(days=730)
_DAY_MINUTES = 24 * 60
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Slot:
    """A weekly teaching time (0 is Monday), local: `jp` lessons with a break after `break_after` of them."""

    weekday: int
    starts_at: time
    jp: int
    break_after: int = 0
    break_minutes: int = 0

    def minutes(self, minutes_per_jp: int) -> tuple[int, int]:
        """First and last minute of the day, including the break."""
        first = self.starts_at.hour * 60 + self.starts_at.minute
        return first, first + lesson_minutes(self.jp, minutes_per_jp) + self.break_minutes


@dataclass(frozen=True)
class Week:
    """Teaching times of a week; with `first` and `last` day it overrides the usual week for those days."""

    slots: tuple[Slot, ...]
    first: date | None = None
    last: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether this is a dated week that covers `day`."""
        return self.first is not None and self.last is not None and self.first <= day <= self.last


@dataclass(frozen=True)
class Lesson:
    """A future session; `unit` is any value chosen by the caller. Its end includes the break."""

    unit: int
    day: date
    starts_at: datetime
    ends_at: datetime
    jp: int
    break_after: int = 0
    break_minutes: int = 0


def overlapping(slots: Iterable[Slot], minutes_per_jp: int) -> list[tuple[Slot, Slot]]:
    """Overlapping pairs of slots on one day; adjacent ones do not count."""
    ordered = sorted(slots, key=lambda slot: (slot.weekday, slot.starts_at))
    return [
        (before, after)
        for before, after in pairwise(ordered)
        if before.weekday == after.weekday and before.minutes(minutes_per_jp)[1] > after.minutes(minutes_per_jp)[0]
    ]


def past_midnight(slots: Iterable[Slot], minutes_per_jp: int) -> list[Slot]:
    """Slots that end after midnight."""
    return [slot for slot in slots if slot.minutes(minutes_per_jp)[1] > _DAY_MINUTES]


def slots_on(weeks: Iterable[Week], day: date) -> list[Slot]:
    """Teaching times of `day`, sorted by start: from the dated week if one covers the day, else from the usual one."""
    weeks = list(weeks)
    usual = [week for week in weeks if week.first is None]
    chosen = [week for week in weeks if week.holds_on(day)] or usual
    found = [slot for week in chosen for slot in week.slots if slot.weekday == day.weekday()]
    return sorted(found, key=lambda slot: slot.starts_at)


def begins_of(slot: Slot, start: datetime, length: timedelta) -> list[datetime]:
    """Start of each lesson of the slot, the first at `start`; lessons after the break are shifted by it."""
    pause = timedelta(minutes=slot.break_minutes)
    return [start + place * length + (pause if place >= slot.break_after else timedelta()) for place in range(slot.jp)]


def lessons(
    *,
    hours: list[tuple[int, int]],
    weeks: list[Week],
    first_day: date,
    minutes_per_jp: int,
    at: Callable[[date, time], datetime],
    is_open: Callable[[date], bool],
    standing: Iterable[Span] = (),
    after: datetime | None = None,
) -> list[Lesson]:
    """The lessons that teach `hours` (unit, JP) one unit after another, from `first_day` on.

    `at` converts a local day and time to a moment, `is_open` says whether a day has teaching, and `standing` are times
    already taken; nothing begins at or before `after`. Incomplete if the weeks do not suffice within `LONGEST`.
    """
    made: list[Lesson] = []
    left = [[unit, jp] for unit, jp in hours if jp > 0]
    spans, length = list(standing), timedelta(minutes=minutes_per_jp)
    for day, slot in _times(weeks, first_day):
        if not left:
            break
        if is_open(day):
            begins = begins_of(slot, at(day, slot.starts_at), length)
            free = _free(begins, length, spans)
            if free and (after is None or begins[free[0]] > after):
                made += _fill(left, day, slot, begins, free, length)
    return made


def _times(weeks: list[Week], first_day: date) -> Iterator[tuple[date, Slot]]:
    for offset in range(LONGEST.days if any(week.slots for week in weeks) else 0):
        day = first_day + timedelta(days=offset)
        yield from ((day, slot) for slot in slots_on(weeks, day))


def _free(begins: list[datetime], length: timedelta, standing: list[Span]) -> list[int]:
    """Lessons of a slot still to be placed, by position.

    Sessions that coincide with lessons of this slot take their place. A session that lies across them was placed by
    hand, so the slot is left to manual planning.
    """
    ends = [begin + length for begin in begins]
    free = set(range(len(begins)))
    for start, end in standing:
        if start < ends[-1] and end > begins[0]:
            if start not in begins or end not in ends:
                return []
            free -= set(range(begins.index(start), ends.index(end) + 1))
    return sorted(free)


def _fill(
    left: list[list[int]], day: date, slot: Slot, begins: list[datetime], free: list[int], length: timedelta
) -> Iterator[Lesson]:
    """Assigns the free lessons of `slot` to the units in `left`, one session per unit."""
    while free and left:
        unit, wanted = left[0]
        first = free[0]
        run = [place for offset, place in enumerate(free) if place == first + offset][:wanted]
        has_break = first < slot.break_after <= run[-1]
        inside = (slot.break_after - first, slot.break_minutes) if has_break else (0, 0)
        yield Lesson(unit, day, begins[first], begins[run[-1]] + length, len(run), *inside)
        left[0][1] -= len(run)
        if not left[0][1]:
            left.pop(0)
        free = free[len(run) :]


def teaching_minutes_in(first: int, *, break_begins: int, break_minutes: int) -> int:
    """Minutes of teaching among the `first` minutes of a session: all but those that fall into its break.

    The break begins `break_begins` minutes after the start; without one `break_minutes` are 0.
    """
    return first - min(max(first - break_begins, 0), break_minutes)
