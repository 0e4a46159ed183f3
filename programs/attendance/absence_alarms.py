"""When somebody's presence needs a talk: absent several times in a row, or below what the program asks for.

One open task a matter, enrollment and office. It follows the figures while it is open and settles when they recover or
the place ends; once acknowledged it comes again only when things have become worse. Of custody it says nothing:
absences for its reasons count for neither.
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
# A first session that somebody misses is 0 %: figures speak from so many counted sessions on.
FEWEST_SESSIONS = 3
# Acknowledged at 76 %, a task comes again at 71 %.
WORSE_BY = 5
OFFICES = (("facility", Role.TRAINING_OFFICER), ("training_center", Role.BLK_COORDINATOR))
Counted = tuple[str, date]


@dataclass(frozen=True)
class Alarm:
    """One threshold of one place: the words of its task, or None while it is not crossed."""

    kind: Kind
    values: dict[str, Any] | None

    def is_worse_than(self, before: dict[str, Any]) -> bool:
        """Whether an acknowledged task with the values `before` says too little by now."""
        if self.values is None:
            return False
        if self.kind is LOW_ATTENDANCE:
            return self.values["percent"] <= before["percent"] - WORSE_BY
        grown = self.values["count"] - before["count"]
        return self.values["since"] != before["since"] or grown >= settings.ABSENCES_IN_A_ROW


def look_at(enrollments: Iterable[int]) -> None:
    """Opens, renews or settles the tasks of these places (keys). Call within the transaction of what has changed.

    Locks the places in the order of their keys. Four queries as long as no task has to change.
    """
    keys = list(enrollments)
    # By itself, and before anything is counted: marks of other sessions that were made meanwhile are seen behind it.
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
    """Status and day of the marks that count in the denominator, the latest first, by key of the place."""
    found: dict[int, list[Counted]] = defaultdict(list)
    for enrollment, code, day in _marks_that_count(keys=keys):
        found[enrollment].append((code, day))
    return found


def _known(rows: list[Enrollment]) -> dict[tuple[str, str, str], InboxTask]:
    """The last task of each kind, place and side."""
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
    """Makes the task of one alarm what it has to be now."""
    matter = str(row.pk)
    if alarm.values is None:
        if last and last.is_open:
            settle(alarm.kind, person=row.person, matter=matter)
        return
    if last and last.is_open and last.values == alarm.values:
        return
    if last and last.acknowledged_at and not alarm.is_worse_than(last.values):
        return
    open_task(alarm.kind, role=role, office=office, person=row.person, matter=matter, values=alarm.values)


def look_at_all(batches: Collection[int] | None = None) -> set[int]:
    """Looks at every place of the running batches, and at whatever has an open task still; or of these batches (keys).

    Each batch is a transaction of its own, so that nobody who marks waits for all of them. One that fails stands in the
    log and stops no other; returns the keys of those.
    """
    return {batch for batch in (_batches() if batches is None else batches) if not _looked(batch)}


def _batches() -> list[int]:
    """Keys of the batches that run, and of those that do not and have an open task still."""
    open_tasks = InboxTask.objects.open().filter(kind__in=(ABSENT_IN_A_ROW.code, LOW_ATTENDANCE.code))
    named = {task.values["enrollment_id"] for task in open_tasks}
    places = Enrollment.objects.filter(public_id__in=named)
    found = Batch.objects.filter(Q(state=Batch.State.RUNNING) | Q(pk__in=places.values("batch")))
    return list(found.order_by("pk").values_list("pk", flat=True))


def _looked(batch: int) -> bool:
    """Looks at every place of the batch; whether that went well."""
    try:
        with transaction.atomic():
            look_at(Enrollment.objects.filter(batch=batch).values_list("pk", flat=True))
    except Exception:
        logger.exception("absence_look_failed", batch=batch)
        return False
    return True


# The batches at which this process could not look, by the day on which it tried: none of them, and that night is over.
# Another process or a restart may look once more, which changes nothing.
_failed: dict[date, set[int]] = {}


@due.register
def look_at_night() -> None:
    """Once a day: batches that ended, sessions that were cancelled and new thresholds change figures without a mark.

    What failed is tried again in the next round, and nothing else.
    """
    today = clock.now().date()
    left = _failed.get(today)
    if left is None or left:
        failed = look_at_all(left)
        _failed.clear()
        _failed[today] = failed
