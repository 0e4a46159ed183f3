"""The teaching journal: what was taught at a session. It names no participants; figures beside it are counts."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from core.reasons import reason_blockers
from programs.attendance.mark_rules import edit_window
from programs.journal.models import JournalEntry
from programs.timetable.models.sessions import Session
from programs.timetable.session_lock import locked

FIELDS = ("material", "method", "notes")


class StaleEntry(RuleViolation):
    """Somebody else has changed this page meanwhile. `entry` is the current version; nothing was written."""

    def __init__(self, entry: JournalEntry):
        self.entry = entry
        sentence = _("Somebody else has written this page in the meantime. Look at both and choose.")
        super().__init__(Blocker("stale_entry", sentence))


def is_late(session: Session) -> bool:
    """Whether the instructor's edit window, the same as for marks, has passed."""
    return clock.now() > session.ends_at + edit_window()


def corrects(user: User) -> bool:
    """Whether the user may write pages after the edit window, giving a reason."""
    return user.has_perm("programs.correct_journal")


def blockers(session: Session, *, by: User, reason: str = "") -> list[Blocker]:
    """Why `by` cannot write the page of this session now.

    The session's instructor or substitute writes it; after the edit window, the coordinator does, with a reason.
    """
    reasons = []
    if not _may_write(session, by):
        reasons.append(Blocker("not_allowed", _("Whoever teaches the session writes its journal.")))
    if session.state == Session.State.CANCELLED:
        reasons.append(Blocker("session_cancelled", _("This session is cancelled; nothing was taught.")))
    if session.starts_at > clock.now():
        reasons.append(Blocker("session_in_future", _("This session has not begun yet.")))
    if is_late(session):
        reasons += _late_blockers(by, reason)
    return reasons


def _may_write(session: Session, by: User) -> bool:
    teaches = by.has_perm("programs.write_journal") and session.instructor_id == by.pk
    fills_in = is_late(session) and corrects(by)
    return (teaches or fills_in) and Session.objects.visible_to(by).filter(pk=session.pk).exists()


def _late_blockers(by: User, reason: str) -> list[Blocker]:
    if not corrects(by):
        sentence = _("More than %(days)s days have passed. Only the coordinator still writes this page, with a reason.")
        return [Blocker("locked", sentence % {"days": edit_window().days})]
    return reason_blockers(reason, _("A page written that late needs a reason of at least %(count)s characters."))


@transaction.atomic
def write(
    session: Session,
    *,
    by: User,
    material: str,
    method: str = "",
    notes: str = "",
    version: int = 0,
    reason: str = "",
) -> JournalEntry:
    """Creates or changes the page of the session and returns it; a page that already says this is left unchanged.

    `version` is the one the writer saw (0: no page yet); raises `StaleEntry` if it is no longer current. The audit
    keeps the previous values. Raises `RuleViolation`.
    """
    session = locked(session)
    said = {"material": material.strip(), "method": method.strip(), "notes": notes.strip()}
    reasons = blockers(session, by=by, reason=reason)
    if not said["material"]:
        reasons.append(Blocker("no_material", _("Write what was taught.")))
    refuse_if(reasons)
    found = JournalEntry.objects.select_related("written_by").filter(session=session).first()
    before = {name: getattr(found, name) for name in FIELDS if getattr(found, name) != said[name]} if found else {}
    if found and not before:
        return found
    # One instructor on two devices, or instructor and coordinator: the one who saw an older page must decide anew.
    if found and found.version != version:
        raise StaleEntry(found)
    entry = found or JournalEntry(session=session, version=0)
    entry.material, entry.method, entry.notes = said["material"], said["method"], said["notes"]
    entry.version, entry.written_at, entry.written_by = entry.version + 1, clock.now(), by
    entry.save()
    audit.record(
        "journal.write",
        by=by,
        target=entry,
        session=session.pk,
        version=entry.version,
        before=before,
        reason=reason.strip() if is_late(session) else "",
    )
    return entry
