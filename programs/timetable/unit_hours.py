"""Progress of each unit of a batch: JP in the program, scheduled, held, missing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from core import clock
from programs.batches.models import Batch
from programs.catalog.lesson_hours import written_jp
from programs.catalog.models import ProgramUnit
from programs.timetable.models.sessions import Session
from programs.timetable.taught_lessons import jp_by_unit, minutes_by_unit


@dataclass(frozen=True)
class UnitHours:
    """JP of a unit: held (closed sessions), over but not closed, and whole ones scheduled in total.

    A session that ended early counts only what was taught, so `held` may have a decimal. `to_make_up` are cancelled
    sessions without a make-up.
    """

    unit: ProgramUnit
    held: float
    unclosed: int
    planned: int
    to_make_up: list[Session] = field(default_factory=list)

    @property
    def total(self) -> int:
        """JP of the unit in the program."""
        return self.unit.jp

    @property
    def missing(self) -> int:
        """JP not scheduled anywhere, for example because a session was cancelled or ended early."""
        return max(self.total - self.planned, 0)

    @property
    def lost(self) -> int:
        """JP cancelled and neither made up nor rescheduled."""
        return min(sum(session.jp for session in self.to_make_up), self.missing)

    @property
    def surplus(self) -> int:
        """Scheduled JP beyond the program."""
        return max(self.planned - self.total, 0)

    @property
    def held_share(self) -> float:
        """Percentage of JP held."""
        return min(self.held * 100 / self.total, 100)


def hours_by_unit(batch: Batch, sessions: Iterable[Session]) -> list[UnitHours]:
    """Progress of each unit of the batch, in teaching order. Takes all sessions of the batch."""
    sessions, per_jp, now = list(sessions), batch.version.minutes_per_jp, clock.now()
    closed = [session for session in sessions if session.state == Session.State.FINALIZED]
    held = minutes_by_unit(closed, per_jp)
    planned = jp_by_unit([session for session in sessions if session.state != Session.State.CANCELLED], per_jp)
    made_up = {session.makes_up_for_id for session in sessions}
    unclosed: dict[int, int] = defaultdict(int)
    cancelled: dict[int, list[Session]] = defaultdict(list)
    for session in sessions:
        if session.state == Session.State.CANCELLED and session.pk not in made_up:
            cancelled[session.unit_id].append(session)
        if session.state == Session.State.PLANNED and session.ends_at < now:
            unclosed[session.unit_id] += session.jp
    return [
        UnitHours(
            unit,
            written_jp(held.get(unit.pk, 0), per_jp),
            unclosed[unit.pk],
            planned.get(unit.pk, 0),
            cancelled[unit.pk],
        )
        for unit in batch.version.units.all()
    ]
