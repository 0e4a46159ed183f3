"""The figures of a month, each summed from its rows and from nothing else."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from certification.assessment.models.results import UnitResult
from programs.attendance.attendance_figures import Attendance
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from reports.kept import sums
from reports.kept.rows import Row
from reports.monthly.month_rows import MonthRows


@dataclass(frozen=True)
class MonthFigures:
    """A month, of a facility or one of its batches.

    Sessions are held, lost (cancelled) or open; sessions that make up for others were not planned, so
    `planned_jp` is `held_jp + lost_jp + open_jp - made_up_jp`. Results are the last attempt of the month by unit.
    """

    people: int
    seats: int
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
    certificates: int
    alarms: int
    unexplained: int
    leavers: dict[str, int] = field(default_factory=dict)
    lost_jp_by_cause: dict[str, int] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)
    weeks: list[Attendance] = field(default_factory=list)

    @property
    def planned_jp(self) -> int:
        """Lessons that the timetable had for the month."""
        return self.held_jp + self.lost_jp + self.open_jp - self.made_up_jp

    @property
    def left(self) -> int:
        """How many left before the end, for whatever reason."""
        return sum(self.leavers.values())

    def plain(self) -> dict[str, Any]:
        """All of them, as a report keeps them."""
        return {**asdict(self), "planned_jp": self.planned_jp, "left": self.left}


def figures_of(rows: MonthRows, first: date, last: date) -> MonthFigures:
    """The figures of these rows, from `first` to `last`."""
    by_state = {state: [row for row in rows.sessions if row["state"] == state] for state in Session.State}
    held, lost = by_state[Session.State.FINALIZED], by_state[Session.State.CANCELLED]
    open_ = by_state[Session.State.PLANNED]
    results = sums.last_results(rows.results)
    return MonthFigures(
        people=len({row["person"] for row in rows.places}),
        seats=sum({row["batch"]: row["capacity"] for row in rows.places}.values()),
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
        certificates=len(rows.certificates),
        alarms=len(rows.alarms),
        unexplained=sum(row["explained_at"] is None for row in rows.alarms),
        leavers=sums.leavers_by_reason(row for row in rows.places if is_leaver(row, first, last)),
        lost_jp_by_cause=sums.jp_by_cause(lost),
        marks=sums.marks_by_status(rows.marks),
        weeks=_weeks(rows.marks, last),
    )


def figures_by_batch(rows: MonthRows, first: date, last: date) -> dict[int, MonthFigures]:
    """The figures of each batch (key) that has a row in the month."""
    parts = vars(rows)
    keys = {row["batch"] for found in parts.values() for row in found}
    return {
        key: figures_of(
            MonthRows(**{part: [row for row in found if row["batch"] == key] for part, found in parts.items()}),
            first,
            last,
        )
        for key in sorted(keys)
    }


def _weeks(marks: Iterable[Row], last: date) -> list[Attendance]:
    """Attendance in days 1 to 7 of the month, 8 to 14 and so on."""
    found = [list[Row]() for _week in range(0, last.day, 7)]
    for row in marks:
        found[(date.fromisoformat(row["date"]).day - 1) // 7].append(row)
    return [sums.attendance_of(rows) for rows in found]


def is_leaver(place: Row, first: date, last: date) -> bool:
    """Whether a row of a place ended early from `first` to `last`."""
    is_early = place["state"] == Enrollment.State.ENDED
    # Days as texts of ISO 8601, which are in the order of their days.
    return is_early and place["left"] is not None and str(first) <= place["left"] <= str(last)
