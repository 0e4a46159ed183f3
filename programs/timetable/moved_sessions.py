"""Moves a session to another day, time, room or instructor of its batch, with a preview of the effects."""

from copy import copy
from dataclasses import dataclass, field
from datetime import date, time

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.templatetags.dates import day_full
from programs.batches.models import BatchStaff
from programs.timetable.clashes import clash_blockers, overlaps_refused
from programs.timetable.models.sessions import Session
from programs.timetable.schedule_generation import move_end, settle_stuck
from programs.timetable.session_change import (
    has_begun,
    locked_session,
    open_blockers,
    past_blockers,
    place,
    place_blockers,
)


@dataclass(frozen=True)
class Wish:
    """The requested slot: local day and time, room, and an instructor of the batch."""

    day: date
    starts_at: time
    room: str
    instructor: User


@dataclass
class Effect:
    """Effects of a move: session before and after, last day of the batch, blockers, warnings."""

    before: Session
    after: Session
    ends_on: date
    blockers: list[Blocker] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def moves_end(self) -> bool:
        """Whether the last day of the batch changes."""
        return self.ends_on != self.before.batch.ends_on


def preview(session: Session, wish: Wish) -> Effect:
    """What `move_session` would do now, with all blockers. Writes nothing."""
    after = _moved(session, wish)
    effect = Effect(session, after, _end_after(session, after), move_blockers(session, after))
    batch = session.batch
    if effect.moves_end and batch.has_assessment and effect.ends_on > batch.assessment_on:
        message = _("The batch then ends on %(day)s, after its assessment. Move the assessment as well.")
        effect.doubts.append(message % {"day": day_full(effect.ends_on)})
    if session.substitute_for_id and not after.substitute_for_id:
        effect.doubts.append(_("The substitution ends: the session belongs to the instructor chosen here."))
    return effect


def _moved(session: Session, wish: Wish) -> Session:
    after = copy(session)
    local_start = clock.local(session.starts_at, session.batch.time_zone)
    if (local_start.date(), local_start.time()) != (wish.day, wish.starts_at):
        place(after, day=wish.day, starts_at=wish.starts_at)
    after.room, after.instructor = wish.room.strip(), wish.instructor
    if after.instructor_id != session.instructor_id:
        after.substitute_for = None
    return after


def move_blockers(session: Session, after: Session) -> list[Blocker]:
    """Why the session cannot become `after` (a changed copy)."""
    found = open_blockers(session)
    if found:
        return found
    # Moving a session with incomplete counts would silence its alarm.
    if has_begun(session):
        return [Blocker("begun", _("The session has begun, so it is not moved any more."))]
    if _where(session) == _where(after):
        return [Blocker("same", _("The session is already there. Change its day, time, room or instructor."))]
    if not after.room:
        found.append(Blocker("no_room", _("The session needs a room.")))
    if after.instructor_id != session.instructor_id and not _teaches_batch(after):
        found.append(Blocker("not_staff", _("This instructor does not teach the batch. Name a substitute instead.")))
    # A session on a day that was closed later may stay there, and its room may change.
    if after.starts_at != session.starts_at:
        found += past_blockers(after) + place_blockers(after)
    return found + clash_blockers(session.batch, [after])


def _where(session: Session) -> tuple:
    return session.starts_at, session.room, session.instructor_id


def _teaches_batch(session: Session) -> bool:
    staff = BatchStaff.objects.filter(batch=session.batch_id, user=session.instructor_id)
    return staff.filter(duty=BatchStaff.Duty.INSTRUCTOR).exists()


def _end_after(session: Session, after: Session) -> date:
    """The last day of the batch after the move."""
    batch = session.batch
    if session.date < batch.ends_on:
        return max(batch.ends_on, after.date)
    others = batch.sessions.standing().exclude(pk=session.pk).values_list("date", flat=True)
    return max([after.date, *others])


@transaction.atomic
def move_session(session: Session, *, by: User, wish: Wish) -> Session:
    """Moves the session, which then counts as placed by hand. Raises `RuleViolation` with every reason."""
    session = locked_session(session)
    effect = preview(session, wish)
    refuse_if(effect.blockers)
    after = effect.after
    after.is_placed_by_hand, after.changed_at = True, clock.now()
    names = ["date", "starts_at", "ends_at", "room", "instructor", "substitute_for", "is_placed_by_hand", "changed_at"]
    with overlaps_refused():
        after.save(update_fields=names)
    move_end(session.batch, effect.ends_on)
    settle_stuck(session.batch)
    audit.record("session.move", by=by, target=after, before=_told(session), after=_told(after))
    return after


def _told(session: Session) -> dict:
    return {
        "starts_at": session.starts_at.isoformat(),
        "room": session.room,
        "instructor": session.instructor_id,
    }
