"""Progress of each unit of a batch: JP in the program, scheduled, held, missing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from core import clock
from programs.catalog.models import ProgramUnit
from programs.timetable.models.sessions import Session


@dataclass(frozen=True)
class UnitHours:
    """JP of a unit: held (closed sessions), over but not closed, and scheduled in total.

    `to_make_up` are cancelled sessions without a make-up.
    """

    unit: ProgramUnit
    held: int
    unclosed: int
    planned: int
    to_make_up: list[Session] = field(default_factory=list)

    @property
    def total(self) -> int:
        """JP of the unit in the program."""
        return self.unit.jp

    @property
    def missing(self) -> int:
        """JP not scheduled anywhere, for example because a session was cancelled."""
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


def hours_by_unit(units: Iterable[ProgramUnit], sessions: Iterable[Session]) -> list[UnitHours]:
    """Progress of each unit, in teaching order. Sessions come with `made_up_by`."""
    held: dict[int, int] = defaultdict(int)
    unclosed: dict[int, int] = defaultdict(int)
    planned: dict[int, int] = defaultdict(int)
    cancelled: dict[int, list[Session]] = defaultdict(list)
    now = clock.now()
    for session in sessions:
        if session.state != Session.State.CANCELLED:
            planned[session.unit_id] += session.jp
        elif getattr(session, "made_up_by", None) is None:
            cancelled[session.unit_id].append(session)
        if session.state == Session.State.FINALIZED:
            held[session.unit_id] += session.jp
        if session.state == Session.State.PLANNED and session.ends_at < now:
            unclosed[session.unit_id] += session.jp
    return [UnitHours(unit, held[unit.pk], unclosed[unit.pk], planned[unit.pk], cancelled[unit.pk]) for unit in units]
