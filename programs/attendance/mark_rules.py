"""What the marks of a session may say, who may change them, and when."""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Blocker
from core.reasons import reason_blockers
from core.statements import Statement
from programs.attendance.models.kept_hours import KeptHours
from programs.attendance.models.marks import AttendanceStatus, attendance_statuses
from programs.timetable.lessons import teaching_minutes_in
from programs.timetable.models.sessions import Session

DUTY = AttendanceStatus.DUTY


def edit_window() -> timedelta:
    """How long after a session its marks may be changed without a supervisor."""
    return timedelta(days=settings.MARK_EDIT_DAYS)


def blockers(session: Session, *, by: User, reason: str = "", may_reach: bool | None = None) -> list[Blocker]:
    """Why `by` cannot record or change marks of this session now.

    `may_reach`: whether the session is among those that `by` records, if already known.
    """
    reasons = []
    may_correct = by.has_perm("programs.correct_attendance")
    may_mark = may_correct or by.has_perm("programs.mark_attendance")
    if not may_mark or not (_may_reach(session, by) if may_reach is None else may_reach):
        reasons.append(Blocker("not_allowed", _("You do not record the attendance of this session.")))
    if session.state == Session.State.CANCELLED:
        reasons.append(Blocker("session_cancelled", _("This session is cancelled; nobody attends it.")))
    if session.starts_at > clock.now():
        reasons.append(Blocker("session_in_future", _("This session has not begun yet.")))
    if needs_correction(session):
        if not may_correct:
            reasons.append(Blocker("locked", _locked_sentence(session)))
        elif _are_served(session):
            sentence = _("The marks of this class have served their time. Its hours stay as they are.")
            reasons.append(Blocker("marks_served", sentence))
        else:
            reasons += reason_blockers(reason, _("A correction needs a reason of at least %(count)s characters."))
    return reasons


def taking_back_blockers(session: Session, reasons: list[Blocker]) -> list[Blocker]:
    """Why `by` cannot take marks back. Not even a correction can, because a closed roll has no gaps.

    `reasons` are those of `blockers`.
    """
    if not needs_correction(session):
        return reasons
    others = [reason for reason in reasons if reason.code not in ("locked", "reason_missing")]
    return [*others, Blocker("locked", _locked_sentence(session))]


def needs_correction(session: Session) -> bool:
    """Whether only a supervisor may change marks, with a reason: the session is closed or the edit window is over."""
    return session.state == Session.State.FINALIZED or clock.now() > session.ends_at + edit_window()


def _may_reach(session: Session, by: User) -> bool:
    return bool(_recordable(session=session.pk, user=by))


@Statement
def _recordable(session: int, user: User) -> QuerySet:
    return Session.objects.recordable_by(user).filter(pk=session).values_list("pk")


def _are_served(session: Session) -> bool:
    """Whether hours stand in place of the marks of the class: a new mark would count instead of them."""
    # No period of marks is shorter than a year, so nothing is asked about a session of these months.
    is_old = session.date < clock.now().date() - timedelta(days=300)
    return is_old and KeptHours.objects.filter(enrollment__batch=session.batch_id).exists()


def _locked_sentence(session: Session) -> str:
    if session.state == Session.State.FINALIZED:
        return _("This session is closed. Only a supervisor corrects it, with a reason.")
    sentence = _("More than %(days)s days have passed. Only a supervisor corrects this session, with a reason.")
    return sentence % {"days": edit_window().days}


def offered_statuses(user: User) -> list[AttendanceStatus]:
    """The statuses that this user may record; the training center has one status for all custody reasons."""
    return [status for status in attendance_statuses() if offers(user, status)]


def offers(user: User, status: AttendanceStatus) -> bool:
    """Whether this user can choose the status on a roll."""
    is_for_user = status.code != DUTY if user.facility_id else not status.is_custody_reason or status.code == DUTY
    return status.is_offered and is_for_user


def code_for(user: User, status: AttendanceStatus) -> str:
    """The code of a status as this user may read it."""
    return DUTY if status.is_custody_reason and not user.facility_id else status.code


def minutes_present(session: Session, status: AttendanceStatus, minutes_late: int) -> int:
    """Minutes credited: the time taught less the lateness, or 0 if the person was absent."""
    if not status.counts_as_held:
        return 0
    # The break is credited to nobody, so who comes late loses nothing by the part of it that has passed.
    pause = {"break_begins": session.minutes_before_break, "break_minutes": session.break_minutes}
    return max(session.lesson_minutes - teaching_minutes_in(minutes_late, **pause), 0)
