"""Sessions that end earlier than planned: when they ended, and what participants are credited for them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from programs.attendance import mark_changes, mark_rules
from programs.timetable.lessons import teaching_minutes_in
from programs.timetable.models.sessions import Session
from programs.timetable.session_lock import locked_with_batch_before


def end_blockers(session: Session, ended_at: datetime) -> list[Blocker]:
    """Why the session cannot have ended at that moment. The planned end is accepted."""
    if session.starts_at < ended_at <= min(session.ends_at, clock.now()):
        return []
    zone = session.batch.time_zone
    start, end = (clock.local(moment, zone).time() for moment in (session.starts_at, session.ends_at))
    sentence = _("Write when the session ended: after %(start)s, not after %(end)s, and not in the future.")
    return [Blocker("ended_at", sentence % {"start": f"{start:%H.%M}", "end": f"{end:%H.%M}"})]


def note_end(session: Session, ended_at: datetime | None) -> None:
    """Sets the end of the session on the object; None or the planned end means that it ended as planned.

    The minutes taught are those from start to end, less the part of the break that falls between them. The caller locks
    and saves the session.
    """
    if ended_at is None or ended_at >= session.ends_at:
        session.ended_at = session.taught_minutes = None
        return
    passed = (ended_at - session.starts_at) // clock.MINUTE
    pause = {"break_begins": session.minutes_before_break, "break_minutes": session.break_minutes}
    taught = teaching_minutes_in(passed, **pause)
    session.ended_at, session.taught_minutes = ended_at, min(taught, session.planned_minutes)


def credit_end(session: Session, *, by: User, reason: str = "", tells: bool = True) -> None:
    """Recalculates the marks and absence alarms of the session after its end has been saved."""
    mark_changes.credit_anew(session, by=by, reason=reason, tells=tells)


def blockers(session: Session, *, by: User, ended_at: datetime, reason: str) -> list[Blocker]:
    """Why `by` cannot correct the end of this closed session."""
    reasons = mark_rules.blockers(session, by=by, reason=reason)
    if session.state != Session.State.FINALIZED:
        reasons.append(Blocker("not_closed", _("This session is not closed. Closing it records when it ended.")))
    return reasons + end_blockers(session, ended_at)


@transaction.atomic
def correct(session: Session, *, by: User, ended_at: datetime, reason: str) -> Session:
    """Corrects the end of a closed session (its planned end means "as planned") and recalculates everybody's credit.

    Every changed mark keeps its previous version. Raises `RuleViolation`.
    """
    session = locked_with_batch_before(session)
    refuse_if(blockers(session, by=by, ended_at=ended_at, reason=reason))
    before, minutes = session.ended_at, session.lesson_minutes
    note_end(session, ended_at)
    if session.ended_at == before:
        return session
    session.save(update_fields=["ended_at", "taught_minutes"])
    credit_end(session, by=by, reason=reason.strip())
    audit.record(
        "session.correct",
        by=by,
        target=session,
        before=before,
        after=session.ended_at,
        minutes=[minutes, session.lesson_minutes],
        reason=reason.strip(),
    )
    return session
