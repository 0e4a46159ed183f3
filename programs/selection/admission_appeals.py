"""Appeals against not being admitted: registered within seven days, decided by a second person."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.templatetags.dates import day as written_day
from core.two_person_decision import second_person_blockers
from programs.batches.lock_order import hold, locked
from programs.entry_rules.findings import Verdict
from programs.entry_rules.verdicts import verdict_of
from programs.selection.application_decisions import (
    answers_now,
    decision_fields,
    override_blockers,
    reopening_blockers,
    rules_today,
    seat_left_blockers,
)
from programs.selection.application_states import State, last_position, move
from programs.selection.models import Appeal, Application

DAYS_TO_APPEAL = timedelta(days=7)
Outcome = Appeal.Outcome


def last_day(application: Application) -> date | None:
    """The last day (local to the facility) on which an appeal can be received; None until the hearing is closed."""
    hearing = application.hearing
    if hearing is None or hearing.closed_at is None:
        return None
    return clock.local(hearing.closed_at, application.batch.time_zone).date() + DAYS_TO_APPEAL


def register_blockers(application: Application, *, received_on: date) -> list[Blocker]:
    """Why an appeal received on that day cannot be registered."""
    found = []
    if hasattr(application, "appeal"):
        found.append(Blocker("appealed_already", _("An appeal against this decision is registered already.")))
    until = last_day(application)
    if application.state != State.REJECTED or until is None:
        found.append(Blocker("nothing_to_appeal", _("There is no closed decision against this person to appeal.")))
        return found
    if received_on > clock.today(application.batch.time_zone):
        found.append(Blocker("in_future", _("The day lies in the future.")))
    if received_on < until - DAYS_TO_APPEAL:
        found.append(Blocker("before_decision", _("The day lies before the decision was closed.")))
    if received_on > until:
        sentence = _("An appeal is received within 7 days; the last day was %(day)s.")
        found.append(Blocker("too_late", sentence % {"day": written_day(until)}))
    return found


def may_be_appealed(application: Application) -> bool:
    """Whether an appeal can still be registered. One received in time may be entered days later."""
    until, today = last_day(application), clock.today(application.batch.time_zone)
    return until is not None and not register_blockers(application, received_on=min(until, today))


@transaction.atomic
def register(application: Application, *, by: User, received_on: date, grounds: str) -> Appeal:
    """Records an appeal with the person's grounds. Raises `RuleViolation`."""
    locked(application.batch)
    application = _fresh(application)
    refuse_if(register_blockers(application, received_on=received_on))
    appeal = Appeal.objects.create(
        application=application,
        received_on=received_on,
        grounds=grounds.strip(),
        recorded_at=clock.now(),
        recorded_by=by,
        decision_by=application.decided_by,  # type: ignore[misc]  # a constraint: every decision has a decider
        # A copy, because granting the appeal overwrites the reason.
        first_reason=application.decision_reason,
    )
    audit.record("appeal.register", by=by, target=appeal, application=application.pk)
    return appeal


def decide_blockers(
    appeal: Appeal, *, by: User, outcome: str, reason: str, override: bool, verdict: str
) -> list[Blocker]:
    """Why `by` cannot decide the appeal with this outcome."""
    application = appeal.application
    found = _decider_blockers(appeal, by)
    if appeal.outcome:
        found.append(Blocker("decided_already", _("This appeal is decided already.")))
    if outcome not in Outcome.values:
        found.append(Blocker("no_such_outcome", _("Choose one of the outcomes.")))
    if not reason.strip():
        found.append(Blocker("reason_missing", _("Each decision needs a reason.")))
    if application.state != State.REJECTED:
        found.append(Blocker("nothing_to_appeal", _("There is no closed decision against this person to appeal.")))
    elif outcome in (Outcome.ADMITTED, Outcome.RESERVE):
        found += reopening_blockers(application)
        found += seat_left_blockers(application.batch) if outcome == Outcome.ADMITTED else []
    if outcome == Outcome.ADMITTED and verdict != Verdict.MEETS:
        found += override_blockers(reason, override=override)
    return found


def _decider_blockers(appeal: Appeal, by: User) -> list[Blocker]:
    """Why `by` may not decide this appeal."""
    found = []
    at_home = by.facility_id == appeal.application.batch.facility_id
    if not at_home or not by.has_role(Role.RUTAN_HEAD, Role.BOARD_CHAIR):
        sentence = _("Only the head of the detention center or a board chair decides on an appeal.")
        found.append(Blocker("not_your_role", sentence))
    sentence = _("You decided before. Somebody else has to look at the appeal.")
    return found + second_person_blockers(by, appeal.decision_by_id, sentence)


@transaction.atomic
def decide(appeal: Appeal, *, by: User, outcome: str, reason: str, override: bool = False) -> Appeal:
    """Upholds the decision, admits the person or puts them on the reserve list. Raises `RuleViolation`."""
    hold(people=[appeal.application.person_id])
    batch = locked(appeal.application.batch)
    appeal = Appeal.objects.select_related("application__person", "application__batch").get(pk=appeal.pk)
    application = _fresh(appeal.application)
    appeal.application = application
    answers = answers_now(batch, application.person, application.blocks)
    verdict = verdict_of(answers)
    refuse_if(decide_blockers(appeal, by=by, outcome=outcome, reason=reason, override=override, verdict=verdict))
    appeal.outcome, appeal.reason = outcome, reason.strip()
    appeal.decided_at, appeal.decided_by = clock.now(), by
    appeal.save()
    if outcome != Outcome.REFUSED:
        is_override = outcome == Outcome.ADMITTED and verdict != Verdict.MEETS
        decision = decision_fields(rules_today(batch), by=by, reason=reason, answers=answers, is_override=is_override)
        # People already waiting stay ahead of somebody who joins the list on appeal.
        position = last_position(application) if outcome == Outcome.RESERVE else None
        move(application, State(outcome), by=by, reserve_position=position, **decision)
    audit.record("appeal.decide", by=by, target=appeal, application=application.pk, outcome=outcome)
    return appeal


def _fresh(application: Application) -> Application:
    Application.objects.select_for_update().get(pk=application.pk)
    related = ("batch__facility", "batch__version__program", "hearing", "person", "decided_by")
    return Application.objects.select_related(*related).get(pk=application.pk)
