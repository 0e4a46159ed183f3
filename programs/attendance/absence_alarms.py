"""Absence alarms: too many unexcused absences in a row, or attendance below the program's threshold.

Each alarm, enrollment and office has at most one open task. An open task follows the figures and is settled when they
recover or the place ends; an acknowledged one is reopened only when things get worse. Tasks reveal nothing about
custody: absences for custody reasons affect neither alarm.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import Facility, TrainingCenter
from accounts.roles import Role
from core import clock, due
from core.statements import Statement
from inmates.inbox.inbox_tasks import Kind, open_task, settle
from inmates.inbox.models import InboxTask
from programs.attendance.attendance_figures import attendance_of, with_attendance
from programs.attendance.inbox_kinds import ABSENT_IN_A_ROW, LOW_ATTENDANCE
from programs.attendance.models.marks import AttendanceStatus, Mark
from programs.batches.models import Batch
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session

logger = structlog.get_logger(__name__)
# A single absence at the first session would already be 0 %, so low attendance is judged from this many sessions on.
FEWEST_SESSIONS = 3
# Percentage points: a task acknowledged at 76 % is reopened at 71 %.
WORSE_BY = 5
OFFICES = (("facility", Role.TRAINING_OFFICER), ("training_center", Role.BLK_COORDINATOR))
Counted = tuple[str, date]


@dataclass(frozen=True)
class Alarm:
    """One threshold for one place. `values` fill the text of its task; None means the threshold is not crossed."""

    kind: Kind
    values: dict[str, Any] | None


def look_at(enrollments: Iterable[int]) -> None:
    """Opens, updates or settles the tasks of these places (keys). Call in the transaction that changed their figures.

    Locks the places in key order. Runs four queries if no task has to change.
    """
    keys = list(enrollments)
    # A separate statement, before any figures are read, so that marks committed while waiting for the lock are counted.
    _locked_places(keys=keys)
    rows = _places(keys=keys)
    counted, known = _counted(keys), _known(rows)
    for row in rows:
        for alarm in _alarms(row, counted[row.pk]):
            for side, role in OFFICES:
                office = getattr(row.batch, side)
                _follow(alarm, row, office, role, known.get((alarm.kind.code, str(row.public_id), side)))


@Statement
def _locked_places(keys: list[int]) -> QuerySet:
    places = Enrollment.objects.select_for_update(no_key=True).filter(pk__in=keys)
    return places.order_by("pk").values_list("pk")


@Statement
def _places(keys: list[int]) -> QuerySet:
    offices_and_people = "person", "batch__facility", "batch__training_center", "batch__version"
    places = Enrollment.objects.filter(pk__in=keys).select_related(*offices_and_people)
    return with_attendance(places).order_by("pk")


@Statement
def _marks_that_count(keys: list[int]) -> QuerySet:
    marks = Mark.objects.filter(enrollment__in=keys, status__counts_in_denominator=True)
    marks = marks.exclude(session__state=Session.State.CANCELLED).order_by("-session__starts_at")
    return marks.values_list("enrollment", "status__code", "session__date")


@Statement
def _tasks(people: list[int]) -> QuerySet:
    kinds = (ABSENT_IN_A_ROW.code, LOW_ATTENDANCE.code)
    return InboxTask.objects.filter(kind__in=kinds, person__in=people).order_by("pk")


def _counted(keys: list[int]) -> dict[int, list[Counted]]:
    """For each place (key), the status code and day of every mark that counts in the denominator, latest first."""
    found: dict[int, list[Counted]] = defaultdict(list)
    for enrollment, code, day in _marks_that_count(keys=keys):
        found[enrollment].append((code, day))
    return found


def _known(rows: list[Enrollment]) -> dict[tuple[str, str, str], InboxTask]:
    """The latest task for each kind, place and side."""
    return {
        (task.kind, task.values["enrollment_id"], "facility" if task.facility_id else "training_center"): task
        for task in _tasks(people=sorted({row.person_id for row in rows}))
    }


def _alarms(row: Enrollment, counted: list[Counted]) -> list[Alarm]:
    goes_on = row.state in Enrollment.LIVE_STATES and row.batch.state == Batch.State.RUNNING
    absent = list(takewhile(lambda mark: mark[0] == AttendanceStatus.UNEXCUSED, counted))
    batch, attendance = row.batch, attendance_of(row)
    common = {"batch": batch.name, "batch_id": str(batch.public_id), "enrollment_id": str(row.public_id)}
    in_a_row = goes_on and len(absent) >= settings.ABSENCES_IN_A_ROW
    threshold, percent = batch.version.attendance_threshold, attendance.percent
    is_low = goes_on and len(counted) >= FEWEST_SESSIONS and percent is not None and percent < threshold
    since = absent[-1][1].isoformat() if absent else ""
    return [
        Alarm(ABSENT_IN_A_ROW, {**common, "count": len(absent), "since": since} if in_a_row else None),
        Alarm(LOW_ATTENDANCE, {**common, "percent": percent, "threshold": threshold} if is_low else None),
    ]


def _follow(
    alarm: Alarm, row: Enrollment, office: Facility | TrainingCenter, role: Role, last: InboxTask | None
) -> None:
    """Opens, updates or settles the task of one alarm."""
    matter = str(row.pk)
    if alarm.values is None:
        if last and last.is_open:
            settle(alarm.kind, person=row.person, matter=matter)
        return
    if last and last.is_open and last.values == alarm.values:
        return
    if last and last.acknowledged_at and not _is_worse(alarm.kind, alarm.values, than=last.values):
        return
    open_task(alarm.kind, role=role, office=office, person=row.person, matter=matter, values=alarm.values)


def _is_worse(kind: Kind, values: dict[str, Any], *, than: dict[str, Any]) -> bool:
    """Whether things have worsened enough since an acknowledged task with the values `than` to reopen it."""
    if kind is LOW_ATTENDANCE:
        return values["percent"] <= than["percent"] - WORSE_BY
    grown = values["count"] - than["count"]
    return values["since"] != than["since"] or grown >= settings.ABSENCES_IN_A_ROW


def look_at_all(batches: Collection[int] | None = None) -> set[int]:
    """Checks the places of these batches (keys); by default, of all that are running or have an open task.

    Each batch has its own transaction, so that users recording marks never wait for the whole run. A failing batch is
    logged and does not stop the others. Returns the keys of the failed batches.
    """
    return {batch for batch in (_batches() if batches is None else batches) if not _looked(batch)}


def _batches() -> list[int]:
    """Keys of running batches and of other batches that still have an open task."""
    open_tasks = InboxTask.objects.open().filter(kind__in=(ABSENT_IN_A_ROW.code, LOW_ATTENDANCE.code))
    named = {task.values["enrollment_id"] for task in open_tasks}
    places = Enrollment.objects.filter(public_id__in=named)
    found = Batch.objects.filter(Q(state=Batch.State.RUNNING) | Q(pk__in=places.values("batch")))
    return list(found.order_by("pk").values_list("pk", flat=True))


def _looked(batch: int) -> bool:
    """Checks every place of the batch. Returns False if that failed."""
    try:
        with transaction.atomic():
            look_at(Enrollment.objects.filter(batch=batch).values_list("pk", flat=True))
    except Exception:
        logger.exception("absence_look_failed", batch=batch)
        return False
    return True


# The batches whose check failed in this process, by the day of the run; an empty set means the day is done. Another
# process, or this one after a restart, may repeat the check, which does no harm.
_failed: dict[date, set[int]] = {}


def forget_rounds() -> None:
    """Lets the next round look at everything, as the first one after a start does."""
    _failed.clear()


@due.work_due.register
def look_at_night() -> None:
    """Checks once a day, because ended batches, cancelled sessions and new thresholds change figures without any mark.

    The next round retries only the batches that failed.
    """
    today = clock.now().date()
    left = _failed.get(today)
    if left is None or left:
        failed = look_at_all(left)
        forget_rounds()
        _failed[today] = failed
