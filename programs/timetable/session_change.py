"""Checks and steps shared by all changes of a single session.

The changes themselves: `cancelled_sessions`, `moved_sessions`, `substitutes`.
"""

from datetime import date, time

from django.utils.translation import gettext as _

from core import clock
from core.errors import Blocker
from programs.timetable import holidays
from programs.timetable.kept_sessions import Why, with_reasons
from programs.timetable.models.sessions import Session
from programs.timetable.schedule_generation import lock_timetable
from programs.timetable.session_lock import hold_session


def began_blockers(session: Session) -> list[Blocker]:
    """Evidence that the session was held or has begun: it can then not be cancelled, moved or given away.

    Being in an offline pack does not count: marks from the device are decided one by one.
    """
    if session.state == Session.State.FINALIZED:
        return [Blocker("finalized", _("The session is closed, so nothing of it changes any more."))]
    words = {
        Why.MARKS: Blocker("has_marks", _("Attendance is recorded for this session, so it was held.")),
        Why.COUNTS: Blocker("has_counts", _("People were counted for this session, so it has begun.")),
        Why.TOOLS: Blocker("has_tools", _("Tools were handed out for this session, so it has begun.")),
        Why.JOURNAL: Blocker("has_journal", _("The teaching journal of this session is written, so it was held.")),
        Why.SCAN: Blocker("has_scan", _("The paper roll of this session is scanned, so it was held.")),
        Why.DEVICE: Blocker("has_device", _("Attendance of this session came from a device, so it was held.")),
    }
    rows = with_reasons(Session.objects.filter(pk=session.pk), past_stays=False)
    return [words[why] for _session, found in rows for why in found if why in words]


def has_begun(session: Session) -> bool:
    """Whether the session's start has passed, whatever was recorded."""
    return session.starts_at <= clock.now()


def past_blockers(session: Session) -> list[Blocker]:
    """Whether the session would be in the past, where attendance can no longer be counted."""
    if not has_begun(session):
        return []
    return [Blocker("past", _("This time is past. Choose one that is still to come."))]


def open_blockers(session: Session) -> list[Blocker]:
    """Why nothing about the session can change: the batch is over, or it was cancelled or has begun."""
    if not session.batch.is_live:
        return [Blocker("over", _("The batch is over, so nothing of it changes any more."))]
    if session.state == Session.State.CANCELLED:
        return [Blocker("cancelled", _("The session is cancelled. Restore it first, or plan a make-up session."))]
    return began_blockers(session)


def place(session: Session, *, day: date, starts_at: time) -> None:
    """Puts the session at this local day and time, keeping its duration; does not save."""
    session.date = day
    session.starts_at = clock.at(day, starts_at, session.batch.time_zone)
    session.ends_at = session.starts_at + session.minutes_with_break * clock.MINUTE


def place_blockers(session: Session) -> list[Blocker]:
    """Why the session cannot be at its day and time, apart from clashes."""
    found, batch = [], session.batch
    closed = holidays.closed_for([session.date.year])(batch).get(session.date)
    if closed:
        message = _("On this day nothing is taught: %(name)s. Choose another day.") % {"name": closed.name}
        found.append(Blocker("closed_day", message))
    if session.date < batch.starts_on:
        found.append(Blocker("too_early", _("The day is before the first day of the batch.")))
    midnight = clock.at(session.date, time(), batch.time_zone) + 24 * 60 * clock.MINUTE
    if session.ends_at > midnight:
        found.append(Blocker("past_midnight", _("The session would end after midnight. Begin earlier.")))
    return found


def locked_session(session: Session) -> Session:
    """The current session and its batch, both locked until the transaction ends."""
    batch = lock_timetable(session.batch)
    hold_session(session.pk)
    session = Session.objects.select_related("unit", "instructor", "substitute_for").get(pk=session.pk)
    session.batch = batch
    return session
