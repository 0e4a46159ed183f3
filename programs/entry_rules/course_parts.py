"""The part of a course that somebody takes: the whole of it, or blocks of units that stand alone."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from core import clock
from programs.batches.models import Batch
from programs.entry_rules import fact_sources


class Lesson(NamedTuple):
    """A session that stands, with the block of the unit that it teaches."""

    starts_at: datetime
    ends_at: datetime
    block: str = ""


@dataclass(frozen=True)
class CoursePart:
    """The blocks (by sign) of a batch that somebody takes, none meaning all; `timetable`: every lesson of the batch."""

    batch: Batch
    signs: Collection[str] = ()
    timetable: Sequence[Lesson] = ()

    @property
    def lessons(self) -> list[Lesson]:
        """The lessons of this part, in the order of time."""
        return [one for one in self.timetable if not self.signs or one.block in self.signs]

    @property
    def starts_on(self) -> date:
        """The (local) day of its first lesson; that of the batch for the whole course or without a timetable."""
        return self._day(self.lessons[0]) if self._is_timed else self.batch.starts_on

    @property
    def ends_on(self) -> date:
        """The (local) day of its last lesson, likewise."""
        return self._day(self.lessons[-1]) if self._is_timed else self.batch.ends_on

    @property
    def leaves_before(self) -> date:
        """The day on which lessons and assessment are over.

        Its units are assessed as many days after their last lesson as those of the batch.
        """
        if not self._is_timed:
            return self.batch.leaves_before
        return min(self.ends_on + (self.batch.leaves_before - self.batch.ends_on), self.batch.leaves_before)

    @property
    def _is_timed(self) -> bool:
        return bool(self.signs and self.lessons)

    def _day(self, lesson: Lesson) -> date:
        return clock.local(lesson.starts_at, self.batch.time_zone).date()


def timetables(batches: Iterable[int]) -> dict[int, list[Lesson]]:
    """The lessons of each of these batches (keys), in the order of time; one query, none without batches."""
    found: dict[int, list[Lesson]] = {}
    keys = set(batches)
    for lessons in fact_sources.lessons.ask(keys) if keys else ():
        for batch, starts_at, ends_at, block in lessons:
            found.setdefault(batch, []).append(Lesson(starts_at, ends_at, block))
    return found


def part_of(batch: Batch, signs: Collection[str]) -> CoursePart:
    """That part of the batch; one query, none for the whole course."""
    return CoursePart(batch, signs, timetables([batch.pk]).get(batch.pk, ()) if signs else ())
