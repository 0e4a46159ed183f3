"""A session that ended earlier than planned: until when it was taught, and what everybody is credited with for it."""

from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from programs.attendance import absence_alarms, mark_changes
from programs.attendance.held_roll import locked
from programs.timetable.lessons import lessons_within
from programs.timetable.models.sessions import Session


def moment_of(session: Session, at: time | None) -> datetime:
    """The moment of `at` on the day of the session, by the clock of its facility; without it this very minute."""
    if at is None:
        return clock.now().replace(second=0, microsecond=0)
    return clock.at(session.date, at, session.batch.facility.time_zone)


def end_blockers(session: Session, ended_at: datetime) -> list[Blocker]:
    """Why the session cannot have ended at that moment; its planned end is no early one, but it is an end."""
    if session.starts_at < ended_at <= min(session.ends_at, clock.now()):
        return []
    zone = session.batch.facility.time_zone
    start, end = (clock.local(moment, zone).time() for moment in (session.starts_at, session.ends_at))
    sentence = _("Write when the session ended: after %(start)s, not after %(end)s, and not in the future.")
    return [Blocker("ended_at", sentence % {"start": f"{start:%H.%M}", "end": f"{end:%H.%M}"})]


def note_end(session: Session, ended_at: datetime | None) -> None:
    """Writes on the session, which the caller locks and saves, that it ended then; None or the planned end: as planned.

    What was taught is the time until then by the clock, less what of the break lies in it.
    """
    if ended_at is None or ended_at >= session.ends_at:
        session.ended_at = session.taught_minutes = None
        return
    passed = (ended_at - session.starts_at) // clock.MINUTE
    taught = lessons_within(passed, break_begins=session.minutes_before_break, break_minutes=session.break_minutes)
    session.ended_at, session.taught_minutes = ended_at, min(taught, session.planned_minutes)


def credit_end(session: Session, *, by: User, reason: str = "") -> None:
    """Has the marks of the session and the alarms of its participants follow its end, once that is saved."""
    mark_changes.credit_anew(session, by=by, reason=reason)
    # What could be attended has changed of those who were absent, too.
    absence_alarms.look_at(list(session.marks.order_by().values_list("enrollment", flat=True)))


def blockers(session: Session, *, by: User, ended_at: datetime, reason: str) -> list[Blocker]:
    """Why `by` cannot correct when this closed session ended."""
    reasons = []
    reaches = Session.objects.recordable_by(by).filter(pk=session.pk).exists()
    if not by.has_perm("programs.correct_attendance") or not reaches:
        reasons.append(Blocker("not_allowed", _("You do not correct when this session ended.")))
    if session.state != Session.State.FINALIZED:
        reasons.append(Blocker("not_closed", _("This session is not closed. When it ended is said on closing.")))
    return [
        *reasons,
        *end_blockers(session, ended_at),
        *reason_blockers(reason, _("A correction needs a reason of at least %(count)s characters.")),
    ]


@transaction.atomic
def correct(session: Session, *, by: User, ended_at: datetime, reason: str) -> Session:
    """Writes down anew when a closed session ended (its planned end: as planned) and credits everybody for it.

    Each mark that changes keeps what it said. Raises `RuleViolation`.
    """
    session = locked(session)
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
