"""The schedule of a batch: its weekly pattern, the sessions made from it, and changes of single sessions."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Facility, TrainingCenter, User
from core import audit, clock
from core.errors import Blocker, refuse_if
from programs.batches.planning import locked, reason_blockers
from programs.models import Batch, BatchStaff, PatternSlot, Session
from programs.timetable import holidays
from programs.timetable import lessons as timetable
from programs.timetable.clashes import clash_blockers
from programs.timetable.lessons import Lesson, Slot

# What the generator may change of a session that it finds in its place.
_PLACED = ("unit_id", "instructor_id", "room", "date", "ends_at", "jp")
MOST_JP = 12
_COUNTS = ("left_block", "arrived", "left_workshop", "back_in_block", "tools_out", "tools_in")


@dataclass
class Draft:
    """What generating does: sessions made, changed in place, removed and kept, and what stands against it."""

    made: list[Session] = field(default_factory=list)
    changed: list[Session] = field(default_factory=list)
    removed: list[Session] = field(default_factory=list)
    kept: list[Session] = field(default_factory=list)
    closed: list = field(default_factory=list)
    blockers: list[Blocker] = field(default_factory=list)

    @property
    def ends_on(self) -> date | None:
        """The last day of the schedule that comes out."""
        standing = [s for s in (*self.made, *self.changed, *self.kept) if s.state != Session.State.CANCELLED]
        return max((session.date for session in standing), default=None)

    @property
    def changes_something(self) -> bool:
        """Whether the database would differ afterwards."""
        return bool(self.made or self.changed or self.removed)

    def counts(self) -> dict[str, int]:
        """How many sessions are made, changed, removed and kept, by these names."""
        return {name: len(getattr(self, name)) for name in ("made", "changed", "removed", "kept")}


def pattern_blockers(batch: Batch, slots: list[Slot]) -> list[Blocker]:
    """Why these teaching times cannot be the week of the batch."""
    found = []
    minutes = batch.version.minutes_per_jp
    if not batch.is_live:
        found.append(Blocker("over", _("The batch is over, so nothing of it changes any more.")))
    if not slots:
        found.append(Blocker("no_slots", _("The week has no teaching time. Add at least one.")))
    if any(slot.weekday not in PatternSlot.Weekday.values or not 1 <= slot.jp <= MOST_JP for slot in slots):
        return [*found, Blocker("slot", _("A teaching time has a day of the week and 1 to 12 JP."))]
    for before, after in timetable.overlapping(slots, minutes):
        message = _("On %(day)s the time from %(before)s overlaps the one from %(after)s. Leave a gap or shorten it.")
        values = {"day": PatternSlot.Weekday(before.weekday).label, "before": _clock(before), "after": _clock(after)}
        found.append(Blocker("slots_overlap", message % values))
    for slot in timetable.past_midnight(slots, minutes):
        message = _("The time from %(time)s ends after midnight. Begin earlier or shorten it.")
        found.append(Blocker("past_midnight", message % {"time": _clock(slot)}))
    return found


def _clock(slot: Slot) -> str:
    return slot.starts_at.strftime(_("%H:%M"))


@transaction.atomic
def set_pattern(batch: Batch, *, by: User, slots: Iterable[tuple[int, time, int]]) -> Batch:
    """Sets the week of the batch: (weekday with Monday 0, local time, JP). Sessions follow when generated."""
    batch, rows = locked(batch), [Slot(*slot) for slot in slots]
    refuse_if(pattern_blockers(batch, rows))
    batch.pattern.all().delete()
    PatternSlot.objects.bulk_create(
        [PatternSlot(batch=batch, weekday=row.weekday, starts_at=row.starts_at, jp=row.jp) for row in rows]
    )
    week = [[row.weekday, row.starts_at.isoformat("minutes"), row.jp] for row in rows]
    audit.record("schedule.set_pattern", by=by, target=batch, week=week)
    return batch


def preview(batch: Batch) -> Draft:
    """What `generate` would do now, with every reason against it. Writes nothing.

    Sessions that somebody touched (marks, counts, finalized, cancelled, make-ups) stay as they are, and of a running
    batch all before today; the other ones are made anew from the pattern, in place where the time is the same.
    """
    sessions = list(batch.sessions.select_related("unit", "instructor").order_by("starts_at"))
    touched = _touched(batch, sessions)
    free = {session.starts_at: session for session in sessions if session.pk not in touched}
    fixed = [session for session in sessions if session.pk in touched]
    draft = Draft(kept=fixed, blockers=_generate_blockers(batch))
    if draft.blockers:
        return draft
    first_day = _first_day(batch)
    closed = holidays.closed_days(batch.facility, range(first_day.year, (first_day + timetable.LONGEST).year + 1))
    lessons = _lessons(batch, fixed, closed, first_day)
    _sort(draft, batch, lessons, free)
    draft.blockers += _hours_blockers(batch, draft)
    without = [session.pk for session in (*draft.changed, *draft.removed)]
    draft.blockers += clash_blockers(batch, [*draft.made, *draft.changed], without=without)
    if draft.ends_on:
        draft.closed = [closed[day] for day in sorted(closed) if first_day <= day <= draft.ends_on]
    return draft


def _touched(batch: Batch, sessions: list[Session]) -> set[int]:
    marked = set(batch.sessions.filter(marks__isnull=False).values_list("pk", flat=True))
    today = clock.today(batch.facility.time_zone)
    return {
        session.pk
        for session in sessions
        if session.pk in marked
        or session.state != Session.State.PLANNED
        or session.makes_up_for_id
        or any(getattr(session, name) is not None for name in _COUNTS)
        or (batch.state == Batch.State.RUNNING and session.date < today)
    }


def _first_day(batch: Batch) -> date:
    """A batch that runs gets no new session in the past."""
    if batch.state != Batch.State.RUNNING:
        return batch.starts_on
    return max(batch.starts_on, clock.today(batch.facility.time_zone))


def _generate_blockers(batch: Batch) -> list[Blocker]:
    found = pattern_blockers(batch, _slots(batch))
    if not batch.staff.filter(duty=BatchStaff.Duty.INSTRUCTOR).exists():
        found.append(Blocker("no_instructor", _("The batch has no instructor. Assign one.")))
    return found


def _slots(batch: Batch) -> list[Slot]:
    return [Slot(row.weekday, row.starts_at, row.jp) for row in batch.pattern.all()]


def _lessons(batch: Batch, fixed: list[Session], closed: dict, first_day: date) -> list[Lesson]:
    taught: dict[int, int] = {}
    for session in fixed:
        if session.state != Session.State.CANCELLED:
            taught[session.unit_id] = taught.get(session.unit_id, 0) + session.jp
    zone = batch.facility.time_zone

    def is_free(day: date, start: datetime, end: datetime) -> bool:
        return day not in closed and not any(s.starts_at < end and start < s.ends_at for s in fixed)

    return timetable.lessons(
        hours=[(unit.pk, unit.jp - taught.get(unit.pk, 0)) for unit in batch.version.units.all()],
        slots=_slots(batch),
        first_day=first_day,
        minutes_per_jp=batch.version.minutes_per_jp,
        at=lambda day, wall_time: clock.at(day, wall_time, zone),
        is_free=is_free,
    )


def _sort(draft: Draft, batch: Batch, lessons: list[Lesson], free: dict[datetime, Session]) -> None:
    """Puts each lesson where it belongs: a session that is there already, one that changes, or a new one."""
    teacher = _teachers(batch)
    units = {unit.pk: unit for unit in batch.version.units.all()}
    for lesson in lessons:
        # A session at the same time is taken over, so that its address stays what it was.
        session = free.pop(lesson.starts_at, None) or Session(batch=batch, starts_at=lesson.starts_at)
        before = [getattr(session, name) for name in _PLACED]
        session.unit, session.instructor, session.room = units[lesson.unit], teacher[lesson.unit], batch.room
        session.date, session.ends_at, session.jp = lesson.day, lesson.ends_at, lesson.jp
        if session.pk is None:
            draft.made.append(session)
        elif before == [getattr(session, name) for name in _PLACED]:
            draft.kept.append(session)
        else:
            draft.changed.append(session)
    draft.removed = list(free.values())


def _teachers(batch: Batch) -> dict[int, User]:
    """Who teaches which unit: the instructors take turns, in the order in which they were assigned."""
    rows = batch.staff.filter(duty=BatchStaff.Duty.INSTRUCTOR).select_related("user").order_by("pk")
    people = [row.user for row in rows]
    return {unit.pk: people[place % len(people)] for place, unit in enumerate(batch.version.units.all())}


def _hours_blockers(batch: Batch, draft: Draft) -> list[Blocker]:
    standing = (*draft.made, *draft.changed, *draft.kept)
    total = sum(session.jp for session in standing if session.state != Session.State.CANCELLED)
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
    return locked(batch)


@transaction.atomic
def generate(batch: Batch, *, by: User) -> Draft:
    """Makes the sessions that teach the program's JP by the pattern, and moves the end of the batch to the last one.

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
        Session.objects.filter(pk__in=[session.pk for session in draft.removed]).delete()
        Session.objects.bulk_update(draft.changed, [name.removesuffix("_id") for name in _PLACED])
        Session.objects.bulk_create(draft.made)
        audit.record("schedule.generate", by=by, target=batch, ends_on=last_day, **draft.counts())
    move_end(batch, last_day)
    return draft


def move_end(batch: Batch, last_day: date) -> None:
    """The batch ends with its last session, and so do the planned ends of those who take part."""
    if last_day != batch.ends_on:
        batch.enrollments.live().filter(ends_on=batch.ends_on).update(ends_on=last_day)
        batch.ends_on = last_day
        batch.save(update_fields=["ends_on"])


def cancel_blockers(session: Session, *, reason: str) -> list[Blocker]:
    """Why the session cannot be cancelled."""
    found = reason_blockers(reason)
    if session.state != Session.State.PLANNED:
        found.append(Blocker("not_planned", _("Only a session that is still planned can be cancelled.")))
    if session.marks.exists():
        found.append(Blocker("has_marks", _("Attendance is recorded for this session, so it was held.")))
    return found


@transaction.atomic
def cancel_session(session: Session, *, by: User, reason: str) -> Session:
    """Cancels a session that was not held. Its JP have to be made up, or the schedule generated again."""
    session = _locked_session(session)
    refuse_if(cancel_blockers(session, reason=reason))
    session.state, session.cancel_reason = Session.State.CANCELLED, reason.strip()
    session.save(update_fields=["state", "cancel_reason"])
    audit.record("session.cancel", by=by, target=session, reason=session.cancel_reason)
    return session


def restore_blockers(session: Session) -> list[Blocker]:
    """Why the cancelled session cannot stand again."""
    if session.state != Session.State.CANCELLED:
        return [Blocker("not_cancelled", _("The session is not cancelled."))]
    return _room_for_hours(session) + clash_blockers(session.batch, [session])


def _room_for_hours(session: Session) -> list[Blocker]:
    """Whether the hours of a cancelled session are taught at another time already."""
    if not session.batch.is_live:
        return [Blocker("over", _("The batch is over, so nothing of it changes any more."))]
    standing = session.batch.sessions.standing().filter(unit=session.unit_id)
    # No unit may be taught longer than the program says: its JP stand on the certificate.
    if sum(standing.values_list("jp", flat=True)) + session.jp > session.unit.jp:
        return [Blocker("made_up", _("The hours of this session stand elsewhere in the schedule already."))]
    return []


@transaction.atomic
def restore_session(session: Session, *, by: User) -> Session:
    """Lets a cancelled session stand again, if its time is still free and its hours were not made up."""
    session = _locked_session(session)
    refuse_if(restore_blockers(session))
    session.state, session.cancel_reason = Session.State.PLANNED, ""
    session.save(update_fields=["state", "cancel_reason"])
    move_end(session.batch, max(session.batch.ends_on, session.date))
    audit.record("session.restore", by=by, target=session)
    return session


def make_up_blockers(session: Session, make_up: Session) -> list[Blocker]:
    """Why `make_up` (unsaved) cannot take the place of the cancelled `session`."""
    if session.state != Session.State.CANCELLED:
        return [Blocker("not_cancelled", _("The session is not cancelled."))]
    if Session.objects.filter(makes_up_for=session).exists():
        return [Blocker("made_up_once", _("This session has a make-up session already."))]
    found = _room_for_hours(session)
    closed = holidays.closed_days(session.batch.facility, [make_up.date.year]).get(make_up.date)
    if closed:
        message = _("On this day nothing is taught: %(name)s. Choose another day.") % {"name": closed.name}
        found.append(Blocker("closed_day", message))
    if make_up.date < session.batch.starts_on:
        found.append(Blocker("too_early", _("The day is before the first day of the batch.")))
    return found + clash_blockers(session.batch, [make_up])


@transaction.atomic
def make_up(session: Session, *, by: User, day: date, starts_at: time, instructor: User, room: str) -> Session:
    """Teaches the hours of a cancelled session at another time (local), linked to it."""
    session = _locked_session(session)
    batch = session.batch
    start = clock.at(day, starts_at, batch.facility.time_zone)
    made = Session(
        batch=batch,
        unit=session.unit,
        instructor=instructor,
        room=room.strip(),
        date=day,
        starts_at=start,
        ends_at=start + session.jp * batch.version.minutes_per_jp * clock.MINUTE,
        jp=session.jp,
        makes_up_for=session,
    )
    refuse_if(make_up_blockers(session, made))
    made.save()
    move_end(batch, max(batch.ends_on, day))
    audit.record("session.make_up", by=by, target=made, instead_of=session.pk)
    return made


def _locked_session(session: Session) -> Session:
    batch = lock_timetable(session.batch)
    session = Session.objects.select_related("unit", "instructor").select_for_update(of=("self",)).get(pk=session.pk)
    session.batch = batch
    return session
