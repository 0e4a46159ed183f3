"""Closing a session: everybody is marked, the four head counts agree, and the checks of other subjects pass."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.occasions import Occasion
from core.reasons import is_enough, reason_blockers
from core.statements import Statement
from programs.attendance import early_end
from programs.attendance.held_places import facts_of
from programs.attendance.mark_changes import expected_at, unmarked
from programs.attendance.models.marks import Mark
from programs.head_counts import count_records
from programs.head_counts.models import HeadCount
from programs.timetable.closing_checks import Check, further_checks
from programs.timetable.models.sessions import Session
from programs.timetable.session_lock import locked


@dataclass(frozen=True)
class Closing:
    """A session that has just been closed; `reason` explains checks that failed, and is empty if none did."""

    session: Session
    by: User
    reason: str
    heads_agree: bool


session_closes: Occasion[Closing] = Occasion()
"""A session was closed. Called in the transaction of `finalize`, with the session locked."""


def present_count(session: Session) -> int:
    """How many people are recorded as present, including late ones."""
    return _present(session).count()


def _present(session: Session) -> QuerySet[Mark]:
    return session.marks.filter(status__counts_as_held=True)


def checks(session: Session, figures: dict[str, int] | None = None) -> list[Check]:
    """Everything that closing needs, each check with its current state. `figures`: head counts, if already loaded."""
    return [*people_checks(session, figures), *further_checks(session)]


def people_checks(
    session: Session, figures: dict[str, int] | None = None, marked: "Marked | None" = None
) -> list[Check]:
    """The `checks` that depend on marks and head counts, which are all that a mark can change.

    In a public class nobody counts heads, so marks alone; nor does anybody where nobody is expected, as at a unit that
    nobody takes.

    `marked`: what the roll says, if already known.
    """
    marked = _marked(session) if marked is None else marked
    if session.facility_id is None:
        return [_marks(marked)]
    figures = count_records.figures(session) if figures is None else figures
    if marked.is_nobodys and not figures:
        return [_marks(marked)]
    return [_marks(marked), _heads(figures), _presence(marked.present, figures)]


class Marked(NamedTuple):
    """How many people of a roll are without a mark, present, and expected."""

    missing: int
    present: int
    expected: int

    @property
    def is_nobodys(self) -> bool:
        """Whether nobody is expected, and nobody came."""
        return not self.expected and not self.present


def _marked(session: Session) -> Marked:
    """What the roll says, in one query, since every view of a roll asks for all of it."""
    return Marked(*_counted.first(**facts_of(session)))


@Statement
def _counted(session: int, **when: Any) -> QuerySet[Any]:
    at = Session(pk=session, **when)
    parts = [
        rows.order_by().values(one=Value(1)).annotate(n=Count("*"))
        for rows in (unmarked(at), _present(at), expected_at(at))
    ]
    counts = [Coalesce(Subquery(part.values("n"), output_field=IntegerField()), 0) for part in parts]
    return Session.objects.filter(pk=session).order_by().values_list(*counts)


def _marks(marked: Marked) -> Check:
    missing = marked.missing
    if marked.is_nobodys:
        return Check("unmarked", "ok", _("Nobody is expected at this session."))
    if missing:
        return Check("unmarked", "bad", _("Participants without a mark: %(count)s.") % {"count": missing})
    return Check("unmarked", "ok", _("Every participant is marked."))


def _heads(figures: dict[str, int]) -> Check:
    # Counts are shown only when all four exist; before that, one side could read the other's number here.
    if len(figures) < len(HeadCount.Point):
        return Check("heads", "unknown", _("The four head counts are not complete yet."))
    words = {"counts": " – ".join(map(str, figures.values()))}
    if len(set(figures.values())) > 1:
        return Check("heads", "bad", _("The four head counts differ: %(counts)s.") % words)
    return Check("heads", "ok", _("The four head counts agree: %(counts)s.") % words)


def _presence(present: int, figures: dict[str, int]) -> Check:
    arrived = figures.get(HeadCount.Point.ARRIVED)
    words = {"count": arrived, "present": present}
    if arrived is None:
        sentence = _("Recorded as present: %(present)s; arrivals are not counted yet.")
        return Check("presence", "unknown", sentence % words)
    if arrived != present:
        return Check("presence", "bad", _("Arrived %(count)s, recorded as present %(present)s.") % words)
    return Check("presence", "ok", _("Arrived and recorded as present: %(present)s.") % words)


def early_blockers(session: Session) -> list[Blocker]:
    """Why the session cannot be closed before its planned end without saying that it is over, and since when."""
    if session.ends_at <= clock.now():
        return []
    ends = clock.local(session.ends_at, session.batch.time_zone).time()
    sentence = _("The session lasts until %(time)s. If it is over already, tick that and write when it ended.")
    return [Blocker("before_end", sentence % {"time": f"{ends:%H.%M}"})]


def blockers(
    session: Session,
    *,
    by: User,
    reason: str = "",
    ended_at: datetime | None = None,
    found: list[Check] | None = None,
) -> list[Blocker]:
    """Why the session cannot be closed. A supervisor's reason overrides differing counts, never missing marks.

    `ended_at` says that the session ended earlier than planned; without it, as planned. `found`: its `checks`, if
    already known.
    """
    reasons = _closing_blockers(session, by)
    if not reasons:
        reasons += early_end.end_blockers(session, ended_at) if ended_at else early_blockers(session)
    found = checks(session) if found is None else found
    open_checks = [check for check in found if check.state != "ok"]
    overrides = by.has_perm("programs.correct_attendance") and is_enough(reason)
    reasons += [Blocker(check.code, check.message) for check in open_checks if not (check.is_count and overrides)]
    if any(check.is_count for check in open_checks) and not overrides:
        reasons += reason_blockers("", _counts_sentence(by))
    return reasons


def _counts_sentence(by: User) -> str:
    if by.has_perm("programs.correct_attendance"):
        return _("Count again, or write why the counts differ (at least %(count)s characters).")
    return _("Count again, or let a supervisor write why (at least %(count)s characters).")


def _closing_blockers(session: Session, by: User) -> list[Blocker]:
    reasons = []
    if session.state != Session.State.PLANNED:
        reasons.append(Blocker("not_open", _("This session is closed or cancelled.")))
    if session.starts_at > clock.now():
        reasons.append(Blocker("session_in_future", _("This session has not begun yet.")))
    reaches = Session.objects.recordable_by(by).filter(pk=session.pk).exists()
    if not by.has_perm("programs.finalize_session") or not reaches:
        reasons.append(Blocker("not_allowed", _("You do not close this session.")))
    return reasons


@transaction.atomic
def finalize(session: Session, *, by: User, reason: str = "", ended_at: datetime | None = None) -> Session:
    """Closes the session; afterwards only a supervisor can correct marks. Raises `RuleViolation`.

    If it ended earlier than planned, at `ended_at`, everybody is credited with the time taught until then.
    """
    session = locked(session)
    figures, marked = count_records.figures(session), _marked(session)
    found = [*people_checks(session, figures, marked), *further_checks(session)]
    refuse_if(blockers(session, by=by, reason=reason, ended_at=ended_at, found=found))
    differing = [check.code for check in found if check.state != "ok"]
    session.state = Session.State.FINALIZED
    # A reason given although nothing differs would tell later readers that something did.
    session.counts_reason = reason.strip() if differing else ""
    session.finalized_by, session.finalized_at = by, clock.now()
    early_end.note_end(session, ended_at)
    session.save(update_fields=["state", "counts_reason", "finalized_by", "finalized_at", "ended_at", "taught_minutes"])
    if session.ended_at:
        # Whoever is told of marks looks at what closing looks at below.
        early_end.credit_end(session, by=by, tells=False)
    audit.record(
        "session.finalize",
        by=by,
        target=session,
        present=marked.present,
        heads=figures,
        differing=differing,
        **({"ended_at": session.ended_at, "minutes": session.lesson_minutes} if session.ended_at else {}),
    )
    session_closes.happens(Closing(session, by, session.counts_reason, heads_agree="heads" not in differing))
    return session
