"""The figures of a batch that is over, each summed from its rows and from nothing else."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from certification.assessment.models.results import UnitResult
from certification.register.models import Certificate, NumberSeries
from programs.attendance.attendance_figures import Attendance
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from reports.closing.closing_rows import COMPETENT, ClosingRows
from reports.kept import sums
from reports.kept.rows import Row


@dataclass(frozen=True)
class ClosingFigures:
    """A whole batch, from whoever applied to papers in the hands of their holders.

    People are counted once, however often they applied. Papers are those in force. Sessions that make up for others
    were not planned. Results are the last attempt of each place and unit.
    """

    applied: int
    admitted: int
    enrolled: int
    finished: int
    competent: int
    certified: int
    statements: int
    attended: int
    handed: int
    held: int
    lost: int
    open: int
    held_jp: int
    lost_jp: int
    open_jp: int
    made_up_jp: int
    attendance: Attendance
    passed: int
    assessed: int
    leavers: dict[str, int] = field(default_factory=dict)
    lost_jp_by_cause: dict[str, int] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)

    @property
    def planned_jp(self) -> int:
        """Lessons that the timetable had."""
        return self.held_jp + self.lost_jp + self.open_jp - self.made_up_jp

    @property
    def left(self) -> int:
        """How many left before the end, for whatever reason."""
        return sum(self.leavers.values())

    def plain(self) -> dict[str, Any]:
        """All of them, as a report keeps them."""
        return {**asdict(self), "planned_jp": self.planned_jp, "left": self.left}


def figures_of(rows: ClosingRows) -> ClosingFigures:
    """The figures of these rows."""
    by_state = {state: [row for row in rows.sessions if row["state"] == state] for state in Session.State}
    held, lost = by_state[Session.State.FINALIZED], by_state[Session.State.CANCELLED]
    open_ = by_state[Session.State.PLANNED]
    results = sums.last_results(rows.results)
    in_force = [row for row in rows.certificates if row["state"] == Certificate.State.ISSUED]
    papers = Counter(row["paper"] for row in in_force)
    states = Counter(row["state"] for row in rows.places)
    return ClosingFigures(
        applied=_people(rows.applications),
        admitted=_people(row for row in rows.applications if row["is_admitted"]),
        enrolled=len(rows.places),
        finished=states[Enrollment.State.COMPLETED],
        competent=sum(row["standing"] == COMPETENT for row in rows.places),
        certified=papers[NumberSeries.Paper.CERTIFICATE],
        statements=papers[NumberSeries.Paper.STATEMENT],
        attended=papers[NumberSeries.Paper.ATTENDANCE],
        handed=sum(row["handed_on"] is not None for row in in_force),
        held=len(held),
        lost=len(lost),
        open=len(open_),
        held_jp=sums.jp_of(held),
        lost_jp=sums.jp_of(lost),
        open_jp=sums.jp_of(open_),
        made_up_jp=sums.jp_of(row for row in rows.sessions if row["makes_up_for"]),
        attendance=sums.attendance_of(rows.marks),
        passed=sum(result == UnitResult.Result.COMPETENT for result in results.values()),
        assessed=len(results),
        leavers=sums.leavers_by_reason(row for row in rows.places if row["state"] == Enrollment.State.ENDED),
        lost_jp_by_cause=sums.jp_by_cause(lost),
        marks=sums.marks_by_status(rows.marks),
    )


@dataclass(frozen=True)
class UnitFigures:
    """One unit: JP held and lost, attendance, and how many were assessed and passed at last."""

    held_jp: int
    lost_jp: int
    attendance: Attendance
    assessed: int
    passed: int


def figures_by_unit(rows: ClosingRows, units: Collection[int]) -> dict[int, UnitFigures]:
    """The figures of each of these units (keys), in their order."""
    unit_of = {row["session"]: row["unit"] for row in rows.sessions}
    results = sums.last_results(rows.results)
    return {
        unit: UnitFigures(
            held_jp=_jp_in(rows.sessions, unit, Session.State.FINALIZED),
            lost_jp=_jp_in(rows.sessions, unit, Session.State.CANCELLED),
            attendance=sums.attendance_of(mark for mark in rows.marks if unit_of[mark["session"]] == unit),
            assessed=sum(key[1] == unit for key in results),
            passed=sum(key[1] == unit and result == UnitResult.Result.COMPETENT for key, result in results.items()),
        )
        for unit in units
    }


def _people(rows: Iterable[Row]) -> int:
    return len({row["person"] for row in rows})


def _jp_in(sessions: Iterable[Row], unit: int, state: str) -> int:
    return sums.jp_of(row for row in sessions if row["unit"] == unit and row["state"] == state)
