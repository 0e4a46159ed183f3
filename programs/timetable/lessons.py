"""From a weekly pattern to lessons: which unit is taught when. Pure; knows nothing of the database.

A session belongs to one unit. Where a unit ends within a slot, the slot is cut there and the next unit goes on
without a gap, so that every unit gets exactly its JP and the sessions sum to the JP of the program.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

# A pattern that needs longer than this is a mistake, not a plan.
LONGEST = timedelta(days=730)
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class Slot:
    """One teaching time of the week (0 is Monday), local; `jp` lessons without a break."""

    weekday: int
    starts_at: time
    jp: int

    def minutes(self, minutes_per_jp: int) -> tuple[int, int]:
        """First and last minute of the day."""
        first = self.starts_at.hour * 60 + self.starts_at.minute
        return first, first + self.jp * minutes_per_jp


@dataclass(frozen=True)
class Lesson:
    """A session to be: `unit` is whatever the caller named it."""

    unit: int
    day: date
    starts_at: datetime
    ends_at: datetime
    jp: int


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


def lessons(
    *,
    hours: list[tuple[int, int]],
    slots: list[Slot],
    first_day: date,
    minutes_per_jp: int,
    at: Callable[[date, time], datetime],
    is_free: Callable[[date, datetime, datetime], bool],
) -> list[Lesson]:
    """The lessons that teach `hours` (unit, JP) one unit after another, from `first_day` on.

    `at` makes a moment of local day and time; `is_free` says whether nothing stands against teaching then.
    Shorter than asked for when the pattern does not suffice within `LONGEST`.
    """
    made: list[Lesson] = []
    left = [[unit, jp] for unit, jp in hours if jp > 0]
    for day, slot in _times(slots, first_day):
        if not left:
            break
        start = at(day, slot.starts_at)
        length = timedelta(minutes=minutes_per_jp)
        # Asked for the whole slot: a day that is half free is left to the people who plan by hand.
        if is_free(day, start, start + slot.jp * length):
            made += _fill(left, day, start, slot.jp, length)
    return made


def _times(slots: list[Slot], first_day: date) -> Iterator[tuple[date, Slot]]:
    ordered = sorted(slots, key=lambda slot: slot.starts_at)
    for offset in range(LONGEST.days if slots else 0):
        day = first_day + timedelta(days=offset)
        yield from ((day, slot) for slot in ordered if slot.weekday == day.weekday())


def _fill(left: list[list[int]], day: date, start: datetime, jp: int, length: timedelta) -> Iterator[Lesson]:
    """Takes up to `jp` lessons off the units in `left`, one session for each unit touched."""
    while jp and left:
        unit, wanted = left[0]
        taken = min(jp, wanted)
        end = start + taken * length
        yield Lesson(unit, day, start, end, taken)
        left[0][1] -= taken
        if not left[0][1]:
            left.pop(0)
        start, jp = end, jp - taken
