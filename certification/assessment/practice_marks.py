"""Practice marks: instructors' observations during training, shown beside the results but never part of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification.assessment import assessment_scope
from certification.assessment.models.evidence import PracticeMark
from core import audit, clock
from core.errors import Blocker, refuse_if
from programs.batches.lock_order import locked_alone
from programs.batches.models import Batch, BatchStaff
from programs.catalog.models import ProgramUnit
from programs.places.models import Enrollment

OPEN_STATES = (Batch.State.RUNNING, Batch.State.FINISHED)
Pair = tuple[int, int]


@dataclass(frozen=True)
class Seen:
    """An observation of one person in one unit."""

    enrollment: Enrollment
    level: str
    note: str = ""


def blockers(batch: Batch, *, by: User) -> list[Blocker]:
    """Why `by` cannot record a practice mark in this batch: only its instructors may, while it runs."""
    reasons = [] if batch.has_assessment else [assessment_scope.no_results_blocker()]
    if not is_instructor(batch, by=by):
        reasons.append(Blocker("not_assigned", _("Only the instructors of this batch record practice.")))
    if batch.state not in OPEN_STATES:
        reasons.append(Blocker("state", _("Practice is recorded while a batch runs and after its last session.")))
    return reasons


def is_instructor(batch: Batch, *, by: User) -> bool:
    """Whether `by` teaches this batch and may record observations."""
    duties = BatchStaff.objects.filter(batch=batch, user=by, duty=BatchStaff.Duty.INSTRUCTOR)
    return by.has_perm("certification.mark_practice") and duties.exists()


def day_blockers(batch: Batch, *, seen_on: date) -> list[Blocker]:
    """Why an observation cannot be dated that day."""
    if seen_on > clock.today(batch.training_center.time_zone):
        return [Blocker("future", _("The day lies in the future."))]
    if seen_on < batch.starts_on:
        return [Blocker("before", _("The day lies before the first day of the batch."))]
    return []


@transaction.atomic
def mark(batch: Batch, unit: ProgramUnit, seen: Iterable[Seen], *, by: User, seen_on: date) -> list[PracticeMark]:
    """Adds a mark for everybody whose level or note of that day differs from the latest one.

    Earlier marks are kept to show progress. Raises `RuleViolation`.
    """
    # The batch is the lock: if two users submit the same page, the second adds nothing.
    batch = locked_alone(batch)
    reasons = [*blockers(batch, by=by), *day_blockers(batch, seen_on=seen_on)]
    entries = list(seen)
    if any(one.level not in PracticeMark.Level.values for one in entries):
        reasons.append(Blocker("level", _("Choose one of the levels.")))
    refuse_if(reasons)
    before = newest(batch)
    rows = [
        PracticeMark(
            enrollment=one.enrollment,
            unit=unit,
            level=one.level,
            note=one.note.strip(),
            seen_on=seen_on,
            recorded_by=by,
            recorded_at=clock.now(),
        )
        for one in entries
        if _is_news(before.get((one.enrollment.pk, unit.pk)), one, seen_on)
    ]
    PracticeMark.objects.bulk_create(rows)
    if rows:
        audit.record("practice.record", by=by, target=batch, unit=unit.code, seen_on=seen_on, count=len(rows))
    return rows


def _is_news(before: PracticeMark | None, one: Seen, seen_on: date) -> bool:
    if before is None:
        return True
    same = (before.level, before.note) == (one.level, one.note.strip())
    # The page sends all rows, changed or not; merely confirming a level on a later day adds no row.
    return not same


def newest(batch: Batch) -> dict[Pair, PracticeMark]:
    """The latest mark by place and unit (keys); one query."""
    rows = PracticeMark.objects.filter(enrollment__batch=batch).order_by("seen_on", "pk")
    return {(row.enrollment_id, row.unit_id): row for row in rows}
