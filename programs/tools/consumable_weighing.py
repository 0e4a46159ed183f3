"""Weighs or counts consumables of a session: handed out, used, returned.

The caller locks the session, checks the reasons and records the change in the audit.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Blocker
from programs.timetable.models.sessions import Session
from programs.tools.models import Consumable, ConsumableIssue

MOST = 1_000_000
Known = dict[int, ConsumableIssue]


@dataclass(frozen=True)
class Out:
    """Total amount handed out; `seen` is the recorded amount the writer saw (None if there was none)."""

    consumable: Consumable
    amount: int
    seen: int | None = None


@dataclass(frozen=True)
class Back:
    """Amounts returned and used; `seen` holds the recorded values the writer saw."""

    consumable: Consumable
    back: int
    used: int
    seen: tuple[int | None, int | None] = (None, None)


def weighed(session: Session) -> Known:
    """Consumable issues of this session, by consumable."""
    return {issue.consumable_id: issue for issue in session.consumable_issues.select_related("consumable")}


def out_reasons(session: Session, out: Out, known: Known) -> list[Blocker]:
    """Why this amount cannot be recorded as handed out."""
    issue, words = known.get(out.consumable.pk), {"name": out.consumable.name}
    listed = (session.facility_id, session.batch.version.program_id, True)
    if (out.consumable.facility_id, out.consumable.program_id, out.consumable.is_active) != listed:
        return [Blocker("not_listed", _("%(name)s is not on the list of this program.") % words)]
    if not 0 < out.amount <= MOST:
        return [Blocker("amount", _("Write how much of %(name)s goes out, as a whole number.") % words)]
    if out.seen != (issue.amount_out if issue else None) and not (issue and issue.amount_out == out.amount):
        return [_stale(out.consumable, issue.amount_out if issue else 0)]
    if issue and (issue.amount_back or 0) > out.amount:
        sentence = _("More of %(name)s came back already than goes out by this.")
        return [Blocker("less_than_back", sentence % words)]
    return []


def weigh_out(session: Session, out: Out, known: Known, *, by: User) -> dict[str, Any] | None:
    """Records the weight. Returns the change for the audit, or None if nothing changed."""
    issue = known.get(out.consumable.pk)
    if issue and issue.amount_out == out.amount:
        return None
    before = issue.amount_out if issue else None
    issue = issue or ConsumableIssue(session=session, consumable=out.consumable)
    issue.amount_out, issue.out_at, issue.out_by = out.amount, clock.now(), by
    issue.save()
    return {"consumable": out.consumable.pk, "before": before, "out": out.amount}


def back_reasons(session: Session, back: Back, known: Known) -> list[Blocker]:
    """Why these amounts cannot be recorded as returned and used. A wrong sum is checked on closing, not here."""
    issue, words = known.get(back.consumable.pk), {"name": back.consumable.name}
    if session.state != Session.State.PLANNED:
        return [Blocker("not_open", _("This session is closed: %(name)s is not weighed again.") % words)]
    if issue is None:
        return [Blocker("not_out", _("%(name)s was not handed out at this session.") % words)]
    if not (0 <= back.back <= MOST and 0 <= back.used <= MOST):
        return [Blocker("amount", _("Write how much of %(name)s came back and was used, as whole numbers.") % words)]
    if back.back > issue.amount_out:
        words["amount"] = amount_words(issue.consumable, issue.amount_out)
        return [Blocker("more_than_out", _("Of %(name)s no more can come back than went out: %(amount)s.") % words)]
    stands = (issue.amount_back, issue.amount_used)
    if back.seen != stands and stands != (back.back, back.used):
        return [_stale(back.consumable, issue.amount_back or 0)]
    return []


def weigh_back(back: Back, known: Known, *, by: User) -> dict[str, Any] | None:
    """Records the weight. Returns the change for the audit, or None if nothing changed."""
    issue = known[back.consumable.pk]
    if (issue.amount_back, issue.amount_used) == (back.back, back.used):
        return None
    before = [issue.amount_back, issue.amount_used]
    issue.amount_back, issue.amount_used = back.back, back.used
    issue.back_at, issue.back_by = clock.now(), by
    issue.save(update_fields=["amount_back", "amount_used", "back_at", "back_by"])
    return {"consumable": back.consumable.pk, "before": before, "back": back.back, "used": back.used}


def amount_words(consumable: Consumable, amount: int) -> str:
    """An amount with its unit, such as "500 gram"."""
    return f"{amount} {consumable.get_unit_display()}"


def _stale(consumable: Consumable, stands: int) -> Blocker:
    words = {"name": consumable.name, "amount": amount_words(consumable, stands)}
    sentence = _("Somebody else has weighed %(name)s meanwhile: %(amount)s. Look at it together.")
    return Blocker("stale_amount", sentence % words)
