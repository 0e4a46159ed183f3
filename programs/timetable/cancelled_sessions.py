"""Cancels and restores sessions, and makes up for cancelled ones at another time."""

from datetime import date, time

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.office_words import is_of_center
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from programs.batches.catalogued_reasons import note_blockers
from programs.timetable.clashes import clash_blockers, overlaps_refused
from programs.timetable.models.sessions import CancelReason, Session, house_of
from programs.timetable.schedule_generation import move_end, settle_stuck
from programs.timetable.session_change import (
    began_blockers,
    has_begun,
    locked_session,
    past_blockers,
    place,
    place_blockers,
)

# Given to supervisors of the detention center, who may explain missing counts.
EXPLAINS_COUNTS = "programs.explain_count"
CANCELLED_FIELDS = ("cancel_cause", "cancel_reason", "is_cancel_note_of_center")


def cancel_blockers(session: Session, *, by: User, cause: CancelReason | None, note: str = "") -> list[Blocker]:
    """Why `by` cannot cancel the session for this catalogued cause."""
    found = []
    if cause is None or not cause.is_offered:
        found.append(Blocker("no_such_cause", _("Choose why the session is not held.")))
    elif not has_begun(session):
        found += note_blockers(cause, note)
    found += cancelled_now_blockers(session, by=by)
    if has_begun(session):
        sentence = _("Write in the note why nobody set off: at least %(count)s characters.")
        found += reason_blockers(note, sentence)
    return found


def cancelled_now_blockers(session: Session, *, by: User) -> list[Blocker]:
    """Why `by` cannot cancel the session now, whatever the cause and note."""
    found = []
    if session.state == Session.State.CANCELLED:
        found.append(Blocker("not_planned", _("Only a session that is still planned can be cancelled.")))
    return found + began_blockers(session) + late_blockers(session, by=by)


def late_blockers(session: Session, *, by: User) -> list[Blocker]:
    """Whether the session has begun and `by` may not vouch that nobody is out of the block.

    A cancelled session is not counted and raises no alarm, so cancelling it now explains missing counts.
    """
    explains = by.has_perm(EXPLAINS_COUNTS) and by.facility_id == session.facility_id
    if not has_begun(session) or explains:
        return []
    sentence = _("The session has begun. Only a supervisor who answers for its head counts can still cancel it.")
    return [Blocker("begun", sentence)]


@transaction.atomic
def cancel_session(session: Session, *, by: User, cause: str, note: str = "") -> Session:
    """Cancels a session that was not held, for a catalogued cause (code).

    If it has begun, `note` explains why nobody can be missing; the audit keeps it in place of the counts. The JP must
    be made up, or the schedule regenerated.
    """
    session = locked_session(session)
    row = CancelReason.objects.filter(code=cause).first()
    refuse_if(cancel_blockers(session, by=by, cause=row, note=note))
    session.state, session.cancel_cause, session.cancel_reason = Session.State.CANCELLED, row, note.strip()
    session.is_cancel_note_of_center = is_of_center(by)
    session.changed_at = clock.now()
    session.save(update_fields=["state", *CANCELLED_FIELDS, "changed_at"])
    settle_stuck(session.batch)
    audit.record(
        "session.cancel",
        by=by,
        target=session,
        cause=cause,
        reason=session.cancel_reason,
        instead_of_counts=has_begun(session),
    )
    return session


def restore_blockers(session: Session) -> list[Blocker]:
    """Why the cancelled session cannot be restored."""
    if session.state != Session.State.CANCELLED:
        return [Blocker("not_cancelled", _("The session is not cancelled."))]
    batch = session.batch
    return (
        _room_for_hours(session) + _hour_blockers(session) + place_blockers(session) + clash_blockers(batch, [session])
    )


def _hour_blockers(session: Session) -> list[Blocker]:
    """Whether the session's time is over: nobody can attend it, and nobody was counted."""
    if session.ends_at > clock.now():
        return []
    return [Blocker("hour_over", _("The hour of this session is over. Plan a make-up session instead."))]


def _room_for_hours(session: Session) -> list[Blocker]:
    """Whether the hours of the cancelled session are already taught at another time."""
    if not session.batch.is_live:
        return [Blocker("over", _("The batch is over, so nothing of it changes any more."))]
    standing = session.batch.sessions.standing().filter(unit=session.unit_id)
    # No unit may exceed the JP of the program, which are printed on the certificate.
    if sum(standing.values_list("jp", flat=True)) + session.jp > session.unit.jp:
        return [Blocker("made_up", _("These hours are already elsewhere in the schedule."))]
    return []


@transaction.atomic
def restore_session(session: Session, *, by: User) -> Session:
    """Restores a cancelled session if its time is still free and its hours were not made up."""
    session = locked_session(session)
    refuse_if(restore_blockers(session))
    session.state, session.cancel_cause, session.cancel_reason = Session.State.PLANNED, None, ""
    session.is_cancel_note_of_center = False
    session.changed_at = clock.now()
    with overlaps_refused():
        session.save(update_fields=["state", *CANCELLED_FIELDS, "changed_at"])
    move_end(session.batch, max(session.batch.ends_on, session.date))
    audit.record("session.restore", by=by, target=session)
    return session


def make_up_blockers(session: Session, make_up: Session) -> list[Blocker]:
    """Why `make_up` (unsaved) cannot replace the cancelled `session`."""
    if session.state != Session.State.CANCELLED:
        return [Blocker("not_cancelled", _("The session is not cancelled."))]
    if Session.objects.filter(makes_up_for=session).exists():
        return [Blocker("made_up_once", _("This session has a make-up session already."))]
    return (
        _room_for_hours(session)
        + past_blockers(make_up)
        + place_blockers(make_up)
        + clash_blockers(session.batch, [make_up])
    )


@transaction.atomic
def make_up(session: Session, *, by: User, day: date, starts_at: time, instructor: User, room: str) -> Session:
    """Schedules a cancelled session's hours at another (local) time, linked to it."""
    session = locked_session(session)
    batch = session.batch
    made = Session(
        batch=batch,
        **house_of(batch),
        unit=session.unit,
        instructor=instructor,
        room=room.strip(),
        jp=session.jp,
        break_after=session.break_after,
        break_minutes=session.break_minutes,
        makes_up_for=session,
        is_placed_by_hand=True,
        changed_at=clock.now(),
    )
    place(made, day=day, starts_at=starts_at)
    refuse_if(make_up_blockers(session, made))
    with overlaps_refused():
        made.save()
    move_end(batch, max(batch.ends_on, day))
    audit.record("session.make_up", by=by, target=made, instead_of=session.pk)
    return made
