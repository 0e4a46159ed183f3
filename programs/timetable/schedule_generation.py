"""The sessions of a batch made from its weeks, for exactly the JP of its program. Single ones: `session_change`."""

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
from programs.places.place_watch import end_moved
from programs.timetable import holidays
from programs.timetable.clashes import overlaps_refused
from programs.timetable.inbox_kinds import SCHEDULE_STUCK
from programs.timetable.kept_sessions import with_reasons
from programs.timetable.lessons import LONGEST, Week
from programs.timetable.models.sessions import Session
from programs.timetable.patterns import pattern_blockers, weeks_of
from programs.timetable.schedule_draft import PLACED, Draft, Place, draft_clashes, draft_of, lay_out


def preview(batch: Batch) -> Draft:
    """What `generate` would do now, with every reason against it. Writes nothing.

    Sessions that somebody touched (marks, counts, closed, cancelled, make-ups, placed by hand) stay as they are, and
    so do all that have begun; the other ones are made anew from the weeks, in place where the time is the same.
    """
    draft, free = draft_of(with_reasons(batch.sessions.all(), past_stays=True))
    weeks = weeks_of(batch)
    draft.blockers = _generate_blockers(batch, weeks)
    if draft.blockers:
        return draft
    # One that began on paper has sessions in the past, which its first schedule puts there.
    is_first = batch.state == Batch.State.PLANNED and not (draft.kept or free)
    first_day = _first_day(batch, is_first)
    units = list(batch.version.units.all())
    lay_out(
        batch,
        draft,
        free,
        weeks=weeks,
        hours=_hours_left(units, draft),
        places=_places(batch, units),
        closed=holidays.closed_days(batch.facility, range(first_day.year, (first_day + LONGEST).year + 1)),
        first_day=first_day,
        after=None if is_first else clock.now(),
    )
    draft.blockers = _hours_blockers(batch, draft) + draft_clashes(batch, draft)
    return draft


def _first_day(batch: Batch, is_first: bool) -> date:
    """Later on no session is put into the past, where nobody can have gone to it."""
    if is_first:
        return batch.starts_on
    return max(batch.starts_on, clock.today(batch.facility.time_zone))


def _generate_blockers(batch: Batch, weeks: list[Week]) -> list[Blocker]:
    usual = [slot for week in weeks if week.first is None for slot in week.slots]
    found = pattern_blockers(batch, usual)
    if not batch.staff.filter(duty=BatchStaff.Duty.INSTRUCTOR).exists():
        found.append(Blocker("no_instructor", _("The batch has no instructor. Assign one.")))
    return found


def _hours_left(units: list[ProgramUnit], draft: Draft) -> list[tuple[ProgramUnit, int]]:
    """JP of each unit that what is kept does not teach already."""
    taught: dict[int, int] = {}
    for session in draft.standing:
        taught[session.unit_id] = taught.get(session.unit_id, 0) + session.jp
    return [(unit, unit.jp - taught.get(unit.pk, 0)) for unit in units]


def _places(batch: Batch, units: list[ProgramUnit]) -> dict[int, Place]:
    """Who teaches which unit: the instructors take turns, in the order in which they were assigned."""
    rows = batch.staff.filter(duty=BatchStaff.Duty.INSTRUCTOR).select_related("user").order_by("pk")
    people = [row.user for row in rows]
    return {unit.pk: Place(people[turn % len(people)], batch.room) for turn, unit in enumerate(units)}


def _hours_blockers(batch: Batch, draft: Draft) -> list[Blocker]:
    total = sum(session.jp for session in draft.standing)
    if total == batch.version.total_jp:
        return []
    message = _("With this week %(total)d of %(wanted)d JP would be taught. Change the week or cancel a session.")
    return [Blocker("hours", message % {"total": total, "wanted": batch.version.total_jp})]


def lock_timetable(batch: Batch) -> Batch:
    """Locks what rooms and instructors belong to, then the batch: two schedules are never checked side by side.

    `no_key`, so that other tables may go on referring to the offices.
    """
    # Always facility, then center, then batch: two who schedule at once wait for each other in one order.
    Facility.objects.select_for_update(no_key=True).get(pk=batch.facility_id)
    TrainingCenter.objects.select_for_update(no_key=True).get(pk=batch.training_center_id)
    return locked_alone(batch)


@transaction.atomic
def generate(batch: Batch, *, by: User) -> Draft:
    """Makes the sessions that teach the program's JP by the weeks, and moves the end of the batch to the last one.

    Running it again changes nothing. Returns what was done; raises `RuleViolation` with every reason against it.
    """
    batch = lock_timetable(batch)
    # Whoever marks a session of this batch meanwhile waits, and is seen or sees what became of it.
    list(batch.sessions.select_for_update().values_list("pk"))
    # Asked once more under the lock, whatever the page showed before.
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
    """Brings the sessions into the state of the draft, under the lock and the audit of the caller."""
    placed_anew, now = [*draft.changed, *draft.moved], clock.now()
    for session in placed_anew:
        session.changed_at = now
    with overlaps_refused():
        Session.objects.filter(pk__in=[session.pk for session in draft.removed]).delete()
        names = ["starts_at", "changed_at", *(name.removesuffix("_id") for name in PLACED)]
        Session.objects.bulk_update(placed_anew, names)
        Session.objects.bulk_create(draft.made)


def move_end(batch: Batch, last_day: date) -> None:
    """The batch ends with its last session, and so do the planned ends of those who take part; who leaves earlier is
    asked about."""
    if last_day != batch.ends_on:
        before = batch.leaves_before
        batch.enrollments.live().filter(ends_on=batch.ends_on).update(ends_on=last_day)
        batch.ends_on = last_day
        batch.save(update_fields=["ends_on"])
        end_moved(batch, before)


def settle_stuck(batch: Batch) -> None:
    """Ends the tasks about closed days on which nothing of the batch stands any more."""
    open_tasks = InboxTask.objects.open().filter(kind=SCHEDULE_STUCK.code)
    # The matter names batch and day, whichever office was asked.
    days = {task.pk: task.values["day"] for task in open_tasks.filter(matter__startswith=f"{batch.pk}-")}
    if days:
        planned = batch.sessions.filter(state=Session.State.PLANNED, date__in=days.values())
        still = {day.isoformat() for day in planned.values_list("date", flat=True)}
        over = [pk for pk, day in days.items() if day not in still]
        InboxTask.objects.open().filter(pk__in=over).update(settled_at=clock.now())
