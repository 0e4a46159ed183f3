"""Sums of kept rows that several kinds of reports print."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from programs.attendance.attendance_figures import Attendance
from programs.timetable.models.sessions import Session
from reports.kept.rows import Row


def jp_of(sessions: Iterable[Row]) -> int:
    """JP of these sessions."""
    return sum(row["jp"] for row in sessions)


def attendance_of(marks: Iterable[Row]) -> Attendance:
    """Minutes attended, of those possible."""
    parts = (Attendance(row["minutes_present"], row["minutes"] if row["is_possible"] else 0) for row in marks)
    return sum(parts, Attendance())


def jp_by_cause(cancelled: Iterable[Row]) -> dict[str, int]:
    """JP of cancelled sessions by why they were; empty if nobody said why."""
    found: Counter[str] = Counter()
    for row in cancelled:
        found[row["cause"] or ""] += row["jp"]
    return dict(sorted(found.items()))


def marks_by_status(marks: Iterable[Row]) -> dict[str, int]:
    """How many marks there are of each status (code)."""
    return dict(sorted(Counter(row["status_code"] for row in marks).items()))


def leavers_by_reason(places: Iterable[Row]) -> dict[str, int]:
    """How many of these places, all ended early, ended for each reason."""
    return dict(sorted(Counter(row["end_reason"] for row in places).items()))


def last_results(results: Iterable[Row]) -> dict[tuple[int, int], str]:
    """The last result by place and unit (keys)."""
    # The rows are in the order of attempts, so that the last one stays.
    return {(row["place"], row["unit"]): row["result"] for row in results}


def held_by(sessions: Iterable[Row], name: str) -> dict[Any, dict[str, int]]:
    """Sessions held and their JP by `name`: instructor (key) or room."""
    found: dict[Any, dict[str, int]] = {}
    for row in sessions:
        if row["state"] == Session.State.FINALIZED:
            one = found.setdefault(row[name], {"held": 0, "jp": 0})
            one["held"] += 1
            one["jp"] += row["jp"]
    return dict(sorted(found.items()))
