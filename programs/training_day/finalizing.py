"""Closing a session: everybody marked, four head counts that agree, every tool back. A head count credits nobody."""

from dataclasses import dataclass
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from programs.models import Session
from programs.training_day.marking import SHORTEST_REASON, unmarked

HEADS = ("left_block", "arrived", "left_workshop", "back_in_block")
TOOLS = ("tools_out", "tools_in")


class Counts(TypedDict, total=False):
    """Heads and tools, counted on the way out and on the way back."""

    left_block: int | None
    arrived: int | None
    left_workshop: int | None
    back_in_block: int | None
    tools_out: int | None
    tools_in: int | None


@dataclass(frozen=True)
class Check:
    """One thing looked at before closing; `state`: ok, bad or unknown."""

    code: str
    state: str
    message: str

    @property
    def is_count(self) -> bool:
        """Whether a supervisor's reason can stand in its place."""
        return self.code != "unmarked"


def present_count(session: Session) -> int:
    """How many people are recorded as present, late ones included."""
    return session.marks.filter(status__counts_as_held=True).count()


def checks(session: Session) -> list[Check]:
    """What closing needs, each with how it stands now."""
    return [_marks(session), _heads(session), _presence(session), _tools(session)]


def _marks(session: Session) -> Check:
    count = unmarked(session).count()
    if count:
        return Check("unmarked", "bad", _("Participants without a mark: %(count)s.") % {"count": count})
    return Check("unmarked", "ok", _("Every participant is marked."))


def _heads(session: Session) -> Check:
    counts = [getattr(session, name) for name in HEADS]
    if None in counts:
        return Check("heads", "unknown", _("The four head counts are not complete yet."))
    words = {"counts": " – ".join(map(str, counts))}
    if len(set(counts)) > 1:
        return Check("heads", "bad", _("The four head counts differ: %(counts)s.") % words)
    return Check("heads", "ok", _("The four head counts agree: %(counts)s.") % words)


def _presence(session: Session) -> Check:
    present = present_count(session)
    words = {"count": session.arrived, "present": present}
    if session.arrived is None:
        return Check(
            "presence", "unknown", _("Recorded as present: %(present)s; arrivals are not counted yet.") % words
        )
    if session.arrived != present:
        return Check("presence", "bad", _("Arrived %(count)s, recorded as present %(present)s.") % words)
    return Check("presence", "ok", _("Arrived and recorded as present: %(present)s.") % words)


def _tools(session: Session) -> Check:
    if session.tools_out is None or session.tools_in is None:
        return Check("tools", "unknown", _("The tools are not counted yet."))
    words = {"out": session.tools_out, "back": session.tools_in}
    if session.tools_out != session.tools_in:
        return Check("tools", "bad", _("Tools handed out %(out)s, returned %(back)s.") % words)
    return Check("tools", "ok", _("Tools handed out and returned: %(out)s.") % words)


def counting_blockers(session: Session, *, by: User) -> list[Blocker]:
    """Why `by` cannot write down counts of this session now."""
    reasons = []
    if session.state != Session.State.PLANNED:
        reasons.append(Blocker("not_open", _("This session is closed or cancelled.")))
    if session.starts_at > clock.now():
        reasons.append(Blocker("session_in_future", _("This session has not begun yet.")))
    allowed = by.has_perm("programs.finalize_session") or by.has_perm("programs.mark_attendance")
    if not allowed or not Session.objects.visible_to(by).filter(pk=session.pk).exists():
        reasons.append(Blocker("not_allowed", _("You do not record the counts of this session.")))
    return reasons


@transaction.atomic
def record_counts(session: Session, *, by: User, **counts: Unpack[Counts]) -> Session:
    """Writes down head and tool counts as far as they are known; names not given stay as they are."""
    session = _locked(session)
    refuse_if(counting_blockers(session, by=by))
    changed = {name: value for name, value in counts.items() if getattr(session, name) != value}
    for name, value in changed.items():
        setattr(session, name, value)
    if changed:
        session.save(update_fields=list(changed))
        audit.record("session.count", by=by, target=session, **changed)
    return session


def blockers(session: Session, *, by: User, reason: str = "") -> list[Blocker]:
    """Why the session cannot be closed. A supervisor's reason stands for counts that differ, never for marks."""
    reasons = counting_blockers(session, by=by)
    if not by.has_perm("programs.finalize_session"):
        reasons.append(Blocker("not_allowed", _("You do not close sessions.")))
    open_checks = [check for check in checks(session) if check.state != "ok"]
    overrides = by.has_perm("programs.correct_attendance") and len(reason.strip()) >= SHORTEST_REASON
    reasons += [Blocker(check.code, check.message) for check in open_checks if not (check.is_count and overrides)]
    # A missing mark is no matter of counting: no reason stands for somebody of whom nobody knows where they were.
    if any(check.is_count for check in open_checks) and not overrides:
        sentence = _("Count again, or let a supervisor write why (at least %(count)s characters).")
        reasons.append(Blocker("reason_missing", sentence % {"count": SHORTEST_REASON}))
    return reasons


@transaction.atomic
def finalize(session: Session, *, by: User, reason: str = "") -> Session:
    """Closes the session; afterwards only a supervisor corrects marks. Raises `RuleViolation`."""
    session = _locked(session)
    refuse_if(blockers(session, by=by, reason=reason))
    differs = any(check.state != "ok" for check in checks(session))
    session.state = Session.State.FINALIZED
    # Typed though nothing differs, a reason would tell later readers that something did.
    session.counts_reason = reason.strip() if differs else ""
    session.finalized_by, session.finalized_at = by, clock.now()
    session.save(update_fields=["state", "counts_reason", "finalized_by", "finalized_at"])
    audit.record("session.finalize", by=by, target=session, present=present_count(session), differs=differs)
    return session


def _locked(session: Session) -> Session:
    # Locked alone and read in a second query: on PostgreSQL a lock cannot follow every join.
    Session.objects.select_for_update().get(pk=session.pk)
    return Session.objects.select_related("batch__facility").get(pk=session.pk)
