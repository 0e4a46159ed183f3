"""The approval of both heads, and sending a plan back to its meeting or to be prepared."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from core import audit
from core.errors import Blocker, refuse_if
from core.models import AuditEvent
from core.reasons import is_enough
from core.two_person_decision import second_person_blockers
from outcomes.needs.neutral_words import word_blockers
from outcomes.plan.models import PlanLine, TrainingPlan
from outcomes.plan.year_plan import locked, office_blockers, take_back_approvals

State = TrainingPlan.State
# What the audit calls a change of means or budget.
CHANGES = ("training_plan.change", "training_plan.set_budget")
_BACK_TO = {State.PROPOSED: State.DRAFT, State.DECIDED: State.PROPOSED}


def approve_blockers(plan: TrainingPlan, *, by: User) -> list[Blocker]:
    """Why this user cannot approve the plan now; not who began or proposed it or recorded its meeting."""
    found = office_blockers(plan, by)
    if plan.state != State.DECIDED:
        found.append(Blocker("not_decided", _("Only what a meeting decided is approved. Record the meeting first.")))
    if not by.has_role(Role.RUTAN_HEAD, Role.BLK_HEAD):
        found.append(Blocker("not_a_head", _("Both heads approve the plan, nobody else.")))
    own = plan.facility_head_id if by.facility_id else plan.center_head_id
    if own:
        found.append(Blocker("approved", _("Your office has approved the plan already.")))
    sentence = _("You prepared this plan. Somebody else has to approve it.")
    prepared = {plan.made_by_id, plan.proposed_by_id, *(meeting.recorded_by_id for meeting in plan.meetings.all())}
    has_part = by.pk in prepared or (not found and _has_changed(plan, by))
    return found + second_person_blockers(by, by.pk if has_part else None, sentence)


def _has_changed(plan: TrainingPlan, by: User) -> bool:
    """Whether the user set means or budget of the plan, as the audit keeps it."""
    changes = AuditEvent.objects.about(plan).filter(action__in=CHANGES, actor_id=by.pk)
    return changes.exists()


@transaction.atomic
def approve(plan: TrainingPlan, *, by: User) -> TrainingPlan:
    """Approves the plan for the user's office; once both heads have, it counts. Locks the plan."""
    plan = locked(plan)
    refuse_if(approve_blockers(plan, by=by))
    if by.facility_id:
        plan.facility_head = by
    else:
        plan.center_head = by
    if plan.facility_head_id and plan.center_head_id:
        plan.state = State.APPROVED
    plan.save(update_fields=["facility_head", "center_head", "state"])
    audit.record("training_plan.approve", by=by, target=plan, state=plan.state)
    return plan


def return_blockers(plan: TrainingPlan, *, by: User, why: str) -> list[Blocker]:
    """Why this user cannot send the plan back."""
    found = office_blockers(plan, by)
    if plan.state not in _BACK_TO:
        found.append(Blocker("not_waiting", _("Only a plan that waits for its meeting or for approval goes back.")))
    if not by.has_role(Role.RUTAN_HEAD, Role.BLK_HEAD):
        found.append(Blocker("not_a_head", _("A head sends the plan back, nobody else.")))
    if not is_enough(why):
        found.append(Blocker("reason_missing", _("Write a reason of at least 10 letters.")))
    return found + word_blockers({_("Reason"): why})


@transaction.atomic
def send_back(plan: TrainingPlan, *, by: User, why: str) -> TrainingPlan:
    """Sends a decided plan back to the meeting, a proposed one back to be prepared; the minutes stay as a version.

    Locks the plan. Raises `RuleViolation`.
    """
    plan = locked(plan)
    refuse_if(return_blockers(plan, by=by, why=why))
    if plan.state == State.DECIDED:
        take_back_approvals(plan)
        _propose_again(plan)
    plan.state, plan.returned_why = _BACK_TO[State(plan.state)], why.strip()
    plan.save(update_fields=["state", "returned_why"])
    audit.record("training_plan.send_back", by=by, target=plan, state=plan.state)
    return plan


def _as_proposed(line: PlanLine) -> tuple[float, str, str]:
    return -line.figures["points"], line.vocation.code, line.level


def _propose_again(plan: TrainingPlan) -> None:
    """The lines as they were proposed, so that what the next meeting decides is compared with that."""
    lines = sorted(plan.lines.select_related("vocation"), key=_as_proposed)
    for position, line in enumerate(lines, 1):
        line.position, line.batches, line.places = position, line.figures["batches"], line.figures["proposed"]
        line.reason = ""
        line.save(update_fields=["position", "batches", "places", "reason"])
