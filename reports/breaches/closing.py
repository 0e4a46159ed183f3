"""A breach is closed by two people: one says how it ended, another confirms it or sends it back."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers, some_reason
from core.two_person_decision import second_person_blockers
from reports.breaches.breach_recording import change_blockers, locked, word_blockers
from reports.breaches.models import Breach, BreachStep

Outcome = Breach.Outcome
ASKED = ["outcome", "conclusion", "nobody_affected", "closing_asked_at", "closing_asked_by"]


def _open_blockers(breach: Breach, outcome: str, *, nobody_affected: bool) -> list[Blocker]:
    """What is still to be done before a breach was handled."""
    found = []
    if outcome == Outcome.HANDLED:
        if not breach.authority_told_on:
            found.append(Blocker("authority", _("The authority was not told yet.")))
        if breach.affected.counting().filter(told_on=None).exists():
            found.append(Blocker("people", _("Some affected people are neither told nor given up by two people.")))
        if not nobody_affected and not breach.affected.counting().exists():
            text = _("Nobody affected is recorded. Look for them, or say that nobody is affected.")
            found.append(Blocker("nobody", text))
    if nobody_affected and breach.affected.counting().exists():
        found.append(Blocker("somebody", _("Affected people are recorded.")))
    return found


def ask_blockers(
    breach: Breach, *, by: User, outcome: str, conclusion: str = "", nobody_affected: bool = False
) -> list[Blocker]:
    """Why the closing cannot be asked for with this outcome."""
    found = [*change_blockers(breach, by=by), *_open_blockers(breach, outcome, nobody_affected=nobody_affected)]
    if breach.closing_asked_at:
        found.append(Blocker("asked", _("Somebody asks for the closing already.")))
    sentence = _("Say in at least %(count)s characters what it was and what was decided.")
    return found + reason_blockers(conclusion or some_reason(), sentence)


@transaction.atomic
def ask(breach: Breach, *, by: User, outcome: str, conclusion: str, nobody_affected: bool = False) -> Breach:
    """Asks another person to close it; `nobody_affected` is said, not guessed. Locks the breach; raises
    `RuleViolation`.
    """
    breach = locked(breach)
    words = conclusion.strip() or "-"
    refuse_if(ask_blockers(breach, by=by, outcome=outcome, conclusion=words, nobody_affected=nobody_affected))
    breach.outcome, breach.conclusion, breach.nobody_affected = outcome, conclusion.strip(), nobody_affected
    breach.closing_asked_at, breach.closing_asked_by = clock.now(), by
    breach.save(update_fields=ASKED)
    audit.record("breach.ask_closing", by=by, target=breach, outcome=outcome, nobody_affected=nobody_affected)
    return breach


def confirm_blockers(breach: Breach, *, by: User) -> list[Blocker]:
    """Why `by` cannot confirm the closing."""
    found = [
        *change_blockers(breach, by=by),
        *_open_blockers(breach, breach.outcome, nobody_affected=breach.nobody_affected),
    ]
    if not breach.closing_asked_at:
        found.append(Blocker("not_asked", _("Nobody asks for the closing.")))
    text = _("You asked for the closing. Let another person confirm it.")
    return found + second_person_blockers(by, breach.closing_asked_by_id, text)


@transaction.atomic
def confirm(breach: Breach, *, by: User) -> Breach:
    """Closes the breach. Locks it; raises `RuleViolation`."""
    breach = locked(breach)
    refuse_if(confirm_blockers(breach, by=by))
    breach.closed_at, breach.closed_by = clock.now(), by
    breach.save(update_fields=["closed_at", "closed_by"])
    audit.record("breach.close", by=by, target=breach, outcome=breach.outcome)
    return breach


@transaction.atomic
def send_back(breach: Breach, *, by: User, reason: str) -> Breach:
    """Does not close it: the reason stands among the steps, but in no letter. Locks the breach; raises
    `RuleViolation`.
    """
    breach = locked(breach)
    found = change_blockers(breach, by=by)
    if not breach.closing_asked_at:
        found.append(Blocker("not_asked", _("Nobody asks for the closing.")))
    sentence = _("Write in at least %(count)s characters why it is not closed.")
    refuse_if([*found, *word_blockers(reason, by=by), *reason_blockers(reason, sentence)])
    breach.outcome = breach.conclusion = ""
    breach.nobody_affected = False
    breach.closing_asked_at = breach.closing_asked_by = None
    breach.save(update_fields=ASKED)
    BreachStep.objects.create(breach=breach, text=reason.strip(), is_internal=True, recorded_by=by)
    audit.record("breach.keep_open", by=by, target=breach, reason=reason.strip())
    return breach
