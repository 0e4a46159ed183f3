"""Absence alarms: too many unexcused absences in a row, or attendance below the program's threshold.

Each alarm, enrollment and office has at most one open task. An open task follows the figures and is settled when they
recover or the place ends; an acknowledged one is reopened only when things get worse. Tasks reveal nothing about
custody: absences for custody reasons affect neither alarm.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, DateField, DateTimeField, IntegerField, Q, QuerySet, Value

from accounts.models import Facility, TrainingCenter
from accounts.roles import Role
from core import clock, due
from core.statements import Statement
from inmates.inbox.inbox_tasks import Kind
from inmates.inbox.models import InboxTask
from inmates.inbox.task_changes import TaskChanges
from programs.attendance.attendance_figures import Attendance, counted_marks
from programs.attendance.inbox_kinds import ABSENT_IN_A_ROW, LOW_ATTENDANCE
from programs.attendance.models.marks import AttendanceStatus, attendance_statuses
from programs.batches.models import Batch
from programs.catalog.lesson_hours import lesson_minutes
from programs.places.models import Enrollment

logger = structlog.get_logger(__name__)
# A single absence at the first session would already be 0 %, so low attendance is judged from this many sessions on.
FEWEST_SESSIONS = 3
# Percentage points: a task acknowledged at 76 % is reopened at 71 %.
WORSE_BY = 5
KINDS = (ABSENT_IN_A_ROW.code, LOW_ATTENDANCE.code)
OFFICES = (("facility", Role.TRAINING_OFFICER), ("training_center", Role.BLK_COORDINATOR))


@dataclass(frozen=True)
class Figures:
    """What the alarms of one place go by. `in_a_row`: unexcused absences since the person last attended.

    `is_watched`: whether the person has open tasks of these alarms.
    """

    is_watched: bool
    held: int
    possible: int
    sessions: int
    in_a_row: int
    since: date | None

    @property
    def percent(self) -> int | None:
        """Attendance so far; see `Attendance.percent`."""
        return Attendance(self.held, self.possible).percent


@dataclass(frozen=True)
class Alarm:
    """One threshold for one place. `values` fill the text of its task; None means the threshold is not crossed."""

    kind: Kind
    values: dict[str, Any] | None


def look_at(enrollments: Iterable[int]) -> None:
    """Opens, updates or settles the tasks of these places (keys). Call in the transaction that changed their figures.

    Locks the places in key order. Runs three queries if no task is concerned, and at most seven.
    """
    keys = list(enrollments)
    # A separate statement, before any figures are read, so that marks committed while waiting for the lock are counted.
    _locked_places(keys=keys)
    look_at_held(_places(keys=keys))


def look_at_held(places: Sequence[Enrollment]) -> None:
    """The same for places that the caller has locked, with person, batch, its offices and version; two queries less."""
    if not places:
        return
    figures = _figures(places)
    alarms = [(place, alarm) for place in places for alarm in _alarms(place, figures[place.pk])]
    concerned = {place.person_id for place in places if figures[place.pk].is_watched}
    concerned |= {place.person_id for place, alarm in alarms if alarm.values is not None}
    if not concerned:
        return
    changes = TaskChanges(_tasks(people=sorted(concerned)))
    known = {_key(task): task for task in changes.standing}
    for place, alarm in alarms:
        for side, role in OFFICES:
            if getattr(place.batch, f"{side}_id") is None:
                continue
            last = known.get((alarm.kind.code, str(place.public_id), side))
            _follow(alarm, place, getattr(place.batch, side), role, last, changes)
    changes.write()


@Statement
def _locked_places(keys: list[int]) -> QuerySet:
    places = Enrollment.objects.select_for_update(no_key=True).filter(pk__in=keys)
    return places.order_by("pk").values_list("pk")


@Statement
def _places(keys: list[int]) -> QuerySet:
    offices_and_people = "person", "batch__facility", "batch__training_center", "batch__version"
    return Enrollment.objects.filter(pk__in=keys).select_related(*offices_and_people).order_by("pk")


def _figures(places: Sequence[Enrollment]) -> dict[int, Figures]:
    """By place (key)."""
    marks: dict[int, list[_Marked]] = defaultdict(list)
    watched = set()
    people = sorted({place.person_id for place in places})
    for key, is_watched, *values in _marks_and_watched(keys=[place.pk for place in places], people=people):
        if is_watched:
            watched.add(key)
        else:
            marks[key].append(_Marked(*values))
    return {place.pk: _added_up(place, marks[place.pk], is_watched=place.person_id in watched) for place in places}


class _Marked(NamedTuple):
    """What the figures need of one mark and its session."""

    status: int
    minutes_present: int
    starts_at: datetime
    date: date
    jp: int
    taught_minutes: int | None

    def minutes_at(self, minutes_per_jp: int) -> int:
        """`Session.minutes_at` of its session."""
        return lesson_minutes(self.jp, minutes_per_jp) if self.taught_minutes is None else self.taught_minutes


@Statement
def _marks_and_watched(keys: list[int], people: list[int]) -> QuerySet:
    """The marks of these places, and those of the people who have open tasks of these alarms.

    Neither grouped nor joined further, since PostgreSQL believes tables that somebody fills in an open transaction to
    be empty, and would then read whatever is joined once for each mark.
    """
    tasks = InboxTask.objects.open().filter(kind__in=KINDS, person__in=people).order_by()
    watched = tasks.values_list("person", Value(True, output_field=BooleanField()), *_NOTHING)
    return _marks(keys).union(watched, all=True)


def _marks(keys: list[int]) -> QuerySet:
    rows = counted_marks().filter(enrollment__in=keys).order_by()
    session = (f"session__{name}" for name in ("starts_at", "date", "jp", "taught_minutes"))
    none_watched = Value(False, output_field=BooleanField())
    return rows.values_list("enrollment", none_watched, "status", "minutes_present", *session)


# What stands in the place of a mark where there is none.
_NOTHING = [
    Value(None, output_field=kind)
    for kind in (IntegerField(), IntegerField(), DateTimeField(), DateField(), IntegerField(), IntegerField())
]


def _added_up(place: Enrollment, marks: list[_Marked], *, is_watched: bool) -> Figures:
    statuses = {status.pk: status for status in attendance_statuses()} if marks else {}
    counted = [(mark, statuses[mark.status].code) for mark in marks if statuses[mark.status].counts_in_denominator]
    absent = [mark for mark, code in counted if code == AttendanceStatus.UNEXCUSED]
    attended = max((mark.starts_at for mark, code in counted if code != AttendanceStatus.UNEXCUSED), default=None)
    in_a_row = [mark.date for mark in absent if attended is None or mark.starts_at >= attended]
    minutes_per_jp = place.batch.version.minutes_per_jp
    return Figures(
        is_watched,
        held=sum(mark.minutes_present for mark in marks),
        possible=sum(mark.minutes_at(minutes_per_jp) for mark, _code in counted),
        sessions=len(counted),
        in_a_row=len(in_a_row),
        since=min(in_a_row, default=None),
    )


@Statement
def _tasks(people: list[int]) -> QuerySet:
    # Locked, so that none is acknowledged between this look and the update.
    tasks = InboxTask.objects.select_for_update(of=("self",)).filter(kind__in=KINDS, person__in=people)
    return tasks.order_by("pk")


def _key(task: InboxTask) -> tuple[str, str, str]:
    """Kind, place and side. Of several tasks the latest counts."""
    return task.kind, task.values["enrollment_id"], "facility" if task.facility_id else "training_center"


def _alarms(place: Enrollment, figures: Figures) -> list[Alarm]:
    batch, percent = place.batch, figures.percent
    goes_on = place.state in Enrollment.LIVE_STATES and batch.state == Batch.State.RUNNING
    common = {"batch": batch.name, "batch_id": str(batch.public_id), "enrollment_id": str(place.public_id)}
    in_a_row = goes_on and figures.in_a_row >= settings.ABSENCES_IN_A_ROW
    threshold = batch.version.attendance_threshold
    is_low = goes_on and figures.sessions >= FEWEST_SESSIONS and percent is not None and percent < threshold
    since = figures.since.isoformat() if figures.since else ""
    return [
        Alarm(ABSENT_IN_A_ROW, {**common, "count": figures.in_a_row, "since": since} if in_a_row else None),
        Alarm(LOW_ATTENDANCE, {**common, "percent": percent, "threshold": threshold} if is_low else None),
    ]


def _follow(
    alarm: Alarm,
    place: Enrollment,
    office: Facility | TrainingCenter,
    role: Role,
    last: InboxTask | None,
    changes: TaskChanges,
) -> None:
    """Opens, updates or settles the task of one alarm."""
    if alarm.values is None:
        if last and last.is_open:
            changes.settle(last)
    elif last and last.is_open:
        changes.renew(last, alarm.values)
    elif not last or not last.acknowledged_at or _is_worse(alarm.kind, alarm.values, than=last.values):
        of_place = str(place.pk)
        changes.open(alarm.kind, role=role, office=office, matter=of_place, values=alarm.values, person=place.person_id)


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
    open_tasks = InboxTask.objects.open().filter(kind__in=KINDS)
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
