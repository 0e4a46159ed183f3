"""The figures of a year, each summed from its rows and from nothing else."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from certification.assessment.models.results import UnitResult
from certification.register.models import Certificate, NumberSeries
from programs.attendance.attendance_figures import Attendance
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from reports.kept import sums
from reports.kept.rows import Row
from reports.yearly.year_rows import YearRows

# What participants are summed by.
TRAITS = ("program", "vocation", "level", "fund", "sex", "age")
MONTHS = range(1, 13)
Paper = NumberSeries.Paper


@dataclass(frozen=True)
class YearFigures:
    """A year, of the center or of one of its batches.

    `people` are human beings, `places` are what they held: one may hold several in a year. Sessions that make up for
    others were not planned. Results are the last attempt of the year by place and unit. Papers are those in force.
    """

    batches: int
    people: int
    places: int
    finished: int
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
    certified: int
    statements: int
    attended: int
    leavers: dict[str, int] = field(default_factory=dict)
    lost_jp_by_cause: dict[str, int] = field(default_factory=dict)

    @property
    def planned_jp(self) -> int:
        """Lessons that the timetable had for the year."""
        return self.held_jp + self.lost_jp + self.open_jp - self.made_up_jp

    @property
    def left(self) -> int:
        """How many places ended early, for whatever reason."""
        return sum(self.leavers.values())

    def plain(self) -> dict[str, Any]:
        """All of them, as a report keeps them."""
        return {**asdict(self), "planned_jp": self.planned_jp, "left": self.left}


def figures_of(rows: YearRows) -> YearFigures:
    """The figures of these rows."""
    by_state = {state: [row for row in rows.sessions if row["state"] == state] for state in Session.State}
    held, lost = by_state[Session.State.FINALIZED], by_state[Session.State.CANCELLED]
    open_ = by_state[Session.State.PLANNED]
    results = sums.last_results(rows.results)
    papers = Counter(row["paper"] for row in rows.certificates if row["state"] == Certificate.State.ISSUED)
    return YearFigures(
        batches=len({row["batch"] for row in (*rows.places, *rows.sessions)}),
        people=len({row["person"] for row in rows.places}),
        places=len(rows.places),
        finished=sum(row["state"] == Enrollment.State.COMPLETED for row in rows.places),
        held=len(held),
        lost=len(lost),
        open=len(open_),
        held_jp=sums.jp_of(held),
        lost_jp=sums.jp_of(lost),
        open_jp=sums.jp_of(open_),
        made_up_jp=sums.jp_of(row for row in rows.sessions if row["makes_up_for"]),
        attendance=_attendance(rows.places),
        passed=_passed(results),
        assessed=len(results),
        certified=papers[Paper.CERTIFICATE],
        statements=papers[Paper.STATEMENT],
        attended=papers[Paper.ATTENDANCE],
        leavers=sums.leavers_by_reason(row for row in rows.places if is_leaver(row)),
        lost_jp_by_cause=sums.jp_by_cause(lost),
    )


def figures_by_batch(rows: YearRows) -> dict[int, YearFigures]:
    """The figures of each batch (key) that has a row in the year."""
    keys = {row["batch"] for part, found in vars(rows).items() if part != "series" for row in found}
    return {key: figures_of(_part(rows, key)) for key in sorted(keys)}


def groups_of(rows: YearRows, trait: str) -> list[Row]:
    """What became of the places of each group of a trait: key of the group and its numbers, by key."""
    found = []
    for group in sorted({row[trait] or "" for row in rows.places}):
        places = [row for row in rows.places if (row[trait] or "") == group]
        keys = {row["place"] for row in places}
        results = {key: result for key, result in sums.last_results(rows.results).items() if key[0] in keys}
        in_force = [row for row in rows.certificates if row["state"] == Certificate.State.ISSUED]
        found.append(
            {
                "group": group,
                "places": len(places),
                "finished": sum(row["state"] == Enrollment.State.COMPLETED for row in places),
                "left": sum(is_leaver(row) for row in places),
                "attendance": asdict(_attendance(places)),
                "passed": _passed(results),
                "assessed": len(results),
                "papers": sum(row["place"] in keys for row in in_force),
            }
        )
    return found


def months_of(rows: YearRows, year: int) -> list[Row]:
    """Each month of the year: places that began, sessions, lessons and papers."""
    return [_month(rows, f"{year}-{month:02d}") | {"month": month} for month in MONTHS]


def _month(rows: YearRows, begins: str) -> Row:
    # Days as texts of ISO 8601 begin with their month.
    sessions = [row for row in rows.sessions if row["date"].startswith(begins)]
    held = [row for row in sessions if row["state"] == Session.State.FINALIZED]
    made_up = sums.jp_of(row for row in sessions if row["makes_up_for"])
    papers = [row for row in rows.certificates if row["issued_on"].startswith(begins)]
    return {
        "began": sum(row["starts_on"].startswith(begins) for row in rows.places),
        "held": len(held),
        "held_jp": sums.jp_of(held),
        "planned_jp": sums.jp_of(sessions) - made_up,
        "lost_jp": sums.jp_of(row for row in sessions if row["state"] == Session.State.CANCELLED),
        "papers": sum(row["state"] == Certificate.State.ISSUED for row in papers),
    }


def series_of(rows: YearRows) -> list[Row]:
    """Each number series: numbers given and void, and what became of the papers issued under them in the year."""
    states = Counter((row["series"], row["state"]) for row in rows.certificates)
    return [
        {
            **{name: row[name] for name in ("paper", "pattern", "given", "void")},
            "in_force": states[row["series"], Certificate.State.ISSUED],
            "revoked": states[row["series"], Certificate.State.REVOKED],
            "replaced": states[row["series"], Certificate.State.SUPERSEDED],
        }
        for row in rows.series
    ]


def is_leaver(place: Row) -> bool:
    """Whether a row of a place ended early."""
    return place["state"] == Enrollment.State.ENDED


def _attendance(places: list[Row]) -> Attendance:
    return sum((Attendance(row["held"], row["possible"]) for row in places), Attendance())


def _passed(results: dict[tuple[int, int], str]) -> int:
    return sum(result == UnitResult.Result.COMPETENT for result in results.values())


def _part(rows: YearRows, batch: int) -> YearRows:
    return YearRows(**{part: [row for row in found if row.get("batch") == batch] for part, found in vars(rows).items()})
