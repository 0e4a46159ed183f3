"""Sign-off: the minutes that lock the results of a batch."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from certification.assessment import assessment_scope, certificate_gate, held_back_results, minutes_words
from certification.assessment.inbox_kinds import RESULTS_DUE
from certification.assessment.models.minutes import PersonSignOff
from certification.assessment.models.results import SignOff
from certification.assessment.standing import Standing
from certification.authority import authority_blockers
from certification.papers import minutes_paper
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.shown_acts import mark_of, seen_blockers
from core.two_person_decision import new_password_blockers
from inmates.inbox.inbox_tasks import settle
from printing.box_fit import blockers_of
from programs.batch_lifecycle import batch_plan
from programs.batches.lock_order import locked_alone
from programs.batches.models import Batch
from programs.timetable.models.sessions import Session

OPEN_STATES = (Batch.State.RUNNING, Batch.State.FINISHED)


def blockers(batch: Batch, standings: Sequence[Standing], *, by: User) -> list[Blocker]:
    """Why `by` cannot lock the results of the batch now: state, sessions, results, authority."""
    reasons = authority_blockers(by, "certification.sign_off", batch.training_center) + new_password_blockers(by)
    if not batch.has_assessment:
        return [*reasons, assessment_scope.no_results_blocker()]
    if SignOff.objects.filter(batch=batch).exists():
        return [*reasons, Blocker("signed", _("The results of this batch are signed off already."))]
    if batch.state not in OPEN_STATES:
        reasons.append(Blocker("state", _("Only a batch that runs or has finished can be signed off.")))
    if not standings:
        reasons.append(Blocker("nobody", _("Nobody takes part in this batch.")))
    open_sessions = Session.objects.standing().filter(batch=batch).exclude(state=Session.State.FINALIZED).count()
    if open_sessions:
        reasons.append(certificate_gate.sessions_blocker(open_sessions))
    return [*reasons, *_frozen_blockers(standings), *_result_blockers(standings)]


def _frozen_blockers(standings: Sequence[Standing]) -> list[Blocker]:
    waiting = [one.enrollment.person.full_name for one in standings if held_back_results.blockers(one.enrollment)]
    if not waiting:
        return []
    sentence = _("An appeal or a correction is not settled yet for: %(names)s. Settle it, then sign off.")
    return [Blocker("contested", sentence % {"names": ", ".join(waiting[:5])})]


def _result_blockers(standings: Sequence[Standing]) -> list[Blocker]:
    waiting = [standing for standing in standings if standing.open_units and not standing.left_early]
    if not waiting:
        return []
    missing = sum(len(standing.open_units) for standing in waiting)
    message = ngettext(
        "%(count)d result is missing: %(names)s.", "%(count)d results are missing: %(names)s.", missing
    ) % {"count": missing, "names": ", ".join(standing.enrollment.person.full_name for standing in waiting[:5])}
    return [Blocker("results", message, missing=True, values={"count": missing})]


def number_blockers(batch: Batch, number: str) -> list[Blocker]:
    """What is wrong with the number of the minutes."""
    if not number.strip():
        return [Blocker("number", _("Write the number of the minutes."))]
    center, number = batch.training_center_id, number.strip()
    of_person = PersonSignOff.objects.filter(enrollment__batch__training_center=center, number=number)
    if of_person.exists() or SignOff.objects.filter(batch__training_center=center, number=number).exists():
        return [Blocker("number", _("Other minutes have this number already."))]
    return []


def mark(standings: Sequence[Standing]) -> str:
    """The mark of the results that a page shows to be signed off (`core.shown_acts`)."""
    return mark_of([_shown(one) for one in standings])


def _shown(one: Standing) -> list[Any]:
    """The attempts by key too: two results that changed places would leave all sums as they were."""
    attempts = [[unit, one.results[unit].pk, one.results[unit].result] for unit in sorted(one.results)]
    sums = [one.percent, len(one.taken_units), one.is_over_early, one.left_early, one.is_competent]
    return [one.enrollment.pk, one.enrollment.person.full_name, attempts, sums]


@transaction.atomic
def sign_off(batch: Batch, *, by: User, number: str, seen: str | None = None) -> SignOff:
    """Locks the results of the batch and stores the exact words of the minutes. Raises `RuleViolation`.

    `seen` is the mark of the results that were shown. Also finishes a batch that is still running.
    """
    batch = locked_alone(batch)
    standings = certificate_gate.standings(batch)
    refuse_if([*blockers(batch, standings, by=by), *number_blockers(batch, number)])
    refuse_if(seen_blockers(seen, mark(standings)))
    now = clock.now()
    words = minutes_words.batch_words(batch, standings, number=number.strip(), at=now)
    # Checked before locking, since minutes that cannot be printed could never be signed by hand.
    refuse_if(blockers_of(minutes_paper.check_printable(words)))
    # Signing off implies that the training is over, so a running batch is finished along with it.
    if batch.state == Batch.State.RUNNING:
        batch_plan.finish(batch, by=by)
    signed = SignOff.objects.create(batch=batch, number=number.strip(), signed_by=by, signed_at=now, minutes=words)
    for place in (standing.enrollment for standing in standings if standing.left_early):
        settle(RESULTS_DUE, person=place.person, matter=str(place.pk))
    audit.record("batch.sign_off", by=by, target=batch, number=signed.number)
    return signed
