"""Generates a batch's sessions from its weeks for exactly the JP of its program.

For single ones see `session_change`.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Facility, TrainingCenter, User
from core import audit, clock
from core.errors import Blocker, refuse_if
from inmates.inbox.models import InboxTask
from programs.batches.lock_order import locked_alone
from programs.batches.models import Batch, BatchStaff
from programs.catalog.models import ProgramUnit
from programs.places.place_watch import end_moved, parts_moved
from programs.timetable import holidays
from programs.timetable.clashes import overlaps_refused
from programs.timetable.inbox_kinds import SCHEDULE_STUCK
from programs.timetable.kept_sessions import with_reasons
from programs.timetable.lessons import LONGEST, Week
from programs.timetable.models.sessions import Session
from programs.timetable.patterns import pattern_blockers, weeks_of
from programs.timetable.schedule_draft import PLACED, Draft, Place, draft_clashes, draft_of, lay_out
from programs.timetable.session_lock import hold_sessions
from programs.timetable.taught_lessons import jp_by_unit


def preview(batch: Batch) -> Draft:
    """What `generate` would do now, with all blockers. Writes nothing.

    Sessions that have begun, have records or were touched by hand (marks, counts, closed, cancelled, make-ups, placed)
    are kept; the others are laid out anew from the weeks, reusing those at the same time.
    """
    draft, free = draft_of(with_reasons(batch.sessions.all(), past_stays=True))
    weeks = weeks_of(batch)
    draft.blockers = _generate_blockers(batch, weeks)
    if draft.blockers:
        return draft
    # The first schedule of a batch that began on paper includes past sessions.
    is_first = batch.state == Batch.State.PLANNED and not (draft.kept or free)
    first_day = _first_day(batch, is_first)
    units = list(batch.version.units.all())
    lay_out(
        batch,
        draft,
        free,
        weeks=weeks,
        hours=_hours_left(units, draft, batch.version.minutes_per_jp),
        places=_places(batch, units),
        closed=holidays.closed_for(range(first_day.year, (first_day + LONGEST).year + 1))(batch),
        first_day=first_day,
        after=None if is_first else clock.now(),
    )
    draft.blockers = _hours_blockers(batch, draft) + draft_clashes(batch, draft)
    return draft


def _first_day(batch: Batch, is_first: bool) -> date:
    """Later schedules put no session into the past, since nobody could have attended it."""
    if is_first:
        return batch.starts_on
    return max(batch.starts_on, clock.today(batch.time_zone))


def _generate_blockers(batch: Batch, weeks: list[Week]) -> list[Blocker]:
    usual = [slot for week in weeks if week.first is None for slot in week.slots]
    found = pattern_blockers(batch, usual)
    if not batch.staff.filter(duty=BatchStaff.Duty.INSTRUCTOR).exists():
        found.append(Blocker("no_instructor", _("The batch has no instructor. Assign one.")))
    return found


def _hours_left(units: list[ProgramUnit], draft: Draft, minutes_per_jp: int) -> list[tuple[ProgramUnit, int]]:
    """JP of each unit that the kept sessions do not cover."""
    taught = jp_by_unit(draft.standing, minutes_per_jp)
    return [(unit, unit.jp - taught.get(unit.pk, 0)) for unit in units]


def _places(batch: Batch, units: list[ProgramUnit]) -> dict[int, Place]:
    """Instructor of each unit: instructors take turns in the order of their assignment."""
    rows = batch.staff.filter(duty=BatchStaff.Duty.INSTRUCTOR).select_related("user").order_by("pk")
    people = [row.user for row in rows]
    return {unit.pk: Place(people[turn % len(people)], batch.room) for turn, unit in enumerate(units)}


def _hours_blockers(batch: Batch, draft: Draft) -> list[Blocker]:
    total = sum(jp_by_unit(draft.standing, batch.version.minutes_per_jp).values())
    if total == batch.version.total_jp:
        return []
    message = _("With this week %(total)d of %(wanted)d JP would be taught. Change the week or cancel a session.")
    return [Blocker("hours", message % {"total": total, "wanted": batch.version.total_jp})]


def lock_timetable(batch: Batch) -> Batch:
    """Locks the offices that own rooms and instructors, then the batch, so that schedules are checked one at a time.

    `no_key` lets other tables keep referring to the offices.
    """
    # Always facility, then center, then batch, to avoid deadlocks.
    if batch.facility_id:
        Facility.objects.select_for_update(no_key=True).get(pk=batch.facility_id)
    TrainingCenter.objects.select_for_update(no_key=True).get(pk=batch.training_center_id)
    return locked_alone(batch)


@transaction.atomic
def generate(batch: Batch, *, by: User) -> Draft:
    """Generates the sessions for the program's JP from the weeks, and moves the end of the batch to the last one.

    Idempotent. Returns the draft that was applied; raises `RuleViolation` with every reason.
    """
    batch = lock_timetable(batch)
    # Concurrent marks on sessions of this batch wait, and are seen or see the outcome.
    hold_sessions([batch.pk])
    # Checked again under the lock, whatever the page showed.
    draft = preview(batch)
    refuse_if(draft.blockers)
    last_day = draft.ends_on or batch.starts_on
    holidays.sync_holidays(range(batch.starts_on.year, last_day.year + 1), by=by)
    if draft.changes_something:
        write(draft)
        audit.record("schedule.generate", by=by, target=batch, ends_on=last_day, **draft.counts())
    move_end(batch, last_day)
    settle_stuck(batch)
    return draft


def write(draft: Draft) -> None:
    """Applies the draft to the sessions; the caller holds the lock and writes the audit."""
    placed_anew, now = [*draft.changed, *draft.moved], clock.now()
    for session in placed_anew:
        session.changed_at = now
    with overlaps_refused():
        Session.objects.filter(pk__in=[session.pk for session in draft.removed]).delete()
        names = ["starts_at", "changed_at", *(name.removesuffix("_id") for name in PLACED)]
        Session.objects.bulk_update(placed_anew, names)
        Session.objects.bulk_create(draft.made)


def move_end(batch: Batch, last_day: date) -> None:
    """Moves the end of the batch and of its places to the last session, and rechecks for early releases."""
    if last_day != batch.ends_on:
        before = batch.leaves_before
        whole = batch.enrollments.live().filter(is_partial=False)
        whole.filter(ends_on=batch.ends_on).update(ends_on=last_day)
        batch.ends_on = last_day
        if batch.version.is_without_assessment:
            batch.assessment_on = last_day
        batch.save(update_fields=["ends_on", "assessment_on"])
        end_moved(batch, before)
    # Single units may end on another day though the batch does not.
    parts_moved(batch)


def settle_stuck(batch: Batch) -> None:
    """Settles tasks about closed days that no longer have sessions of the batch."""
    open_tasks = InboxTask.objects.open().filter(kind=SCHEDULE_STUCK.code)
    # The task is matched by batch and day, whichever office has it.
    days = {task.pk: task.values["day"] for task in open_tasks.filter(matter__startswith=f"{batch.pk}-")}
    if days:
        planned = batch.sessions.filter(state=Session.State.PLANNED, date__in=days.values())
        still = {day.isoformat() for day in planned.values_list("date", flat=True)}
        over = [pk for pk, day in days.items() if day not in still]
        InboxTask.objects.open().filter(pk__in=over).update(settled_at=clock.now())
