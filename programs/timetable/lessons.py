"""From weekly patterns to lessons: which unit is taught when. Pure; knows nothing of the database.

A session belongs to one unit. Where a unit ends within a slot, the slot is cut there and the next unit goes on
without a gap, so that every unit gets exactly its JP and the sessions sum to the JP of the program. A break stays
where it stands in the slot: within a session it belongs to the session, which ends that much later; where the slot
is cut exactly at its break, neither side has it and the next session begins after it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from programs.catalog.lesson_hours import lesson_minutes

# A pattern that needs longer than this is a mistake, not a plan.
LONGEST = timedelta(days=730)
_DAY_MINUTES = 24 * 60
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Slot:
    """One teaching time of the week (0 is Monday), local: `jp` lessons, after `break_after` of them a break."""

    weekday: int
    starts_at: time
    jp: int
    break_after: int = 0
    break_minutes: int = 0

    def minutes(self, minutes_per_jp: int) -> tuple[int, int]:
        """First and last minute of the day, the break included."""
        first = self.starts_at.hour * 60 + self.starts_at.minute
        return first, first + lesson_minutes(self.jp, minutes_per_jp) + self.break_minutes


@dataclass(frozen=True)
class Week:
    """Teaching times of a week; with `first` and `last` day it wins over the usual week on these days."""

    slots: tuple[Slot, ...]
    first: date | None = None
    last: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is a week of certain days and `day` is one of them."""
        return self.first is not None and self.last is not None and self.first <= day <= self.last


@dataclass(frozen=True)
class Lesson:
    """A session to be: `unit` is whatever the caller named it. Its end lies behind its break."""

    unit: int
    day: date
    starts_at: datetime
    ends_at: datetime
    jp: int
    break_after: int = 0
    break_minutes: int = 0


def overlapping(slots: Iterable[Slot], minutes_per_jp: int) -> list[tuple[Slot, Slot]]:
    """Pairs of slots of one day that overlap; touching ends do not."""
    ordered = sorted(slots, key=lambda slot: (slot.weekday, slot.starts_at))
    return [
        (before, after)
        for before, after in pairwise(ordered)
        if before.weekday == after.weekday and before.minutes(minutes_per_jp)[1] > after.minutes(minutes_per_jp)[0]
    ]


def past_midnight(slots: Iterable[Slot], minutes_per_jp: int) -> list[Slot]:
    """Slots that do not end on the day on which they begin."""
    return [slot for slot in slots if slot.minutes(minutes_per_jp)[1] > _DAY_MINUTES]


def slots_on(weeks: Iterable[Week], day: date) -> list[Slot]:
    """The teaching times of `day`, by their beginning: of the week that holds on it, else of the usual one."""
    weeks = list(weeks)
    usual = [week for week in weeks if week.first is None]
    chosen = [week for week in weeks if week.holds_on(day)] or usual
    found = [slot for week in chosen for slot in week.slots if slot.weekday == day.weekday()]
    return sorted(found, key=lambda slot: slot.starts_at)


def begins_of(slot: Slot, start: datetime, length: timedelta) -> list[datetime]:
    """When each lesson of the slot begins, the first at `start`; those after the break that much later."""
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

    `at` makes a moment of local day and time, `is_open` says whether anything is taught on a day, `standing` are times
    at which something stands already; nothing begins at or before `after`. Shorter than asked for when the weeks do
    not suffice within `LONGEST`.
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
    """The lessons of a slot that are still to be taught, by their place.

    What stands exactly where lessons of this slot would is a part of it, and the other lessons stay as they are. What
    lies across them was placed by hand: such a slot is left to the people who plan by hand.
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
    """Takes the free lessons of `slot` off the units in `left`, one session for each unit touched."""
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


def minutes_lost(late: int, *, break_begins: int, break_minutes: int) -> int:
    """Minutes of lessons that somebody misses who comes `late` minutes after the start, by the clock.

    The break begins `break_begins` minutes after the start and is credited to nobody, so nobody loses it either:
    what of the lateness falls into it is taken off.
    """
    return late - min(max(late - break_begins, 0), break_minutes)
