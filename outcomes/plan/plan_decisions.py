"""What the meeting of both offices decides of a plan, and its minutes, which are corrected by a new version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.models import AuditEvent
from core.reasons import is_enough
from core.templatetags.dates import day
from core.text import rupiah
from outcomes.needs.neutral_words import word_blockers, words_beside_offices
from outcomes.plan.models import PlanLine, PlanMeeting, TrainingPlan
from outcomes.plan.year_plan import locked, office_blockers, take_back_approvals

State = TrainingPlan.State


@dataclass(frozen=True)
class Decision:
    """What the meeting decided about one line; `position` is its place in the order, from 1."""

    line: PlanLine
    position: int
    batches: int
    places: int
    reason: str = ""


@dataclass(frozen=True)
class Minutes:
    """What the minutes of the meeting say beside the decisions."""

    held_on: date
    place: str
    present: str
    course: str
    partner_name: str
    partner_number: str = ""


def decide_blockers(plan: TrainingPlan, decisions: Sequence[Decision], minutes: Minutes, *, by: User) -> list[Blocker]:
    """Why the meeting cannot have decided this; another order or size than proposed needs a reason."""
    found = office_blockers(plan, by)
    if plan.state != State.PROPOSED:
        found.append(Blocker("not_proposed", _("The plan is not before the meeting. Take it there first.")))
    found += _day_blockers(plan, minutes.held_on)
    if sorted(one.position for one in decisions) != list(range(1, len(decisions) + 1)):
        found.append(Blocker("order", _("Give each vocation its own place in the order, from 1 on.")))
    for one in decisions:
        found += _decision_blockers(one)
    money = sum(one.places * one.line.cost for one in decisions)
    if money > plan.budget:
        sentence = _("The decided places cost %(cost)s; the budget is %(budget)s.")
        found.append(Blocker("over_budget", sentence % {"cost": rupiah(money), "budget": rupiah(plan.budget)}))
    reasons = " · ".join(one.reason for one in decisions)
    return found + word_blockers({_("Reason"): reasons}) + _minute_blockers(minutes)


def decided_before(plan: TrainingPlan, last: PlanMeeting | None) -> dict[int, dict[str, Any]]:
    """What the last meeting decided on the figures that are before the next one, by line (key); nothing if the plan was
    proposed anew since, as its figures are others then.
    """
    if last is None:
        return {}
    steps = AuditEvent.objects.about(plan).filter(action__in=("training_plan.propose", "training_plan.decide"))
    step = steps.order_by("-pk").values_list("action", flat=True).first()
    return {} if step == "training_plan.propose" else {row["line"]: row for row in last.decisions}


def _day_blockers(plan: TrainingPlan, held_on: date) -> list[Blocker]:
    """Why the meeting on these figures cannot have been on that day."""
    if held_on > clock.today(plan.training_center.time_zone):
        return [Blocker("in_future", _("The meeting lies in the future."))]
    if plan.counted_on and held_on < plan.counted_on:
        sentence = _("The figures of this meeting are those of %(day)s, so it was not held before.")
        return [Blocker("before_figures", sentence % {"day": day(plan.counted_on)})]
    return []


def _minute_blockers(minutes: Minutes) -> list[Blocker]:
    """Why these minutes cannot be kept by both offices."""
    signer = {_("Who signs for the partner"): minutes.partner_name}
    sentence = _(
        "%(field)s: “%(word)s” does not belong here, as both offices keep it. Write the partner as “kantor mitra”."
    )
    words = {_("Place"): minutes.place, _("What was discussed"): minutes.course}
    found = word_blockers(words) + word_blockers(signer, sentence)
    if beside := words_beside_offices(minutes.present):
        sentence = _("%(field)s: “%(word)s” does not belong here. Write name, rank and office of those who came.")
        found.append(Blocker("word", sentence % {"field": _("Present"), "word": beside[0]}))
    return found


def _decision_blockers(one: Decision) -> list[Blocker]:
    name = {"vocation": one.line}
    found = []
    if one.batches == 0 and one.places:
        found.append(Blocker("no_batch", _("%(vocation)s has places but no batch.") % name))
    if one.batches and not one.batches <= one.places <= one.batches * one.line.seats:
        sentence = _("%(vocation)s: the places do not fit into the batches.") % name
        found.append(Blocker("places", sentence))
    if one.places and not one.line.cost:
        sentence = _("%(vocation)s has no cost of a place. Send the plan back to have it written, or plan no batch.")
        found.append(Blocker("no_cost", sentence % name))
    kept = (one.line.position, one.line.batches, one.line.places)
    if (one.position, one.batches, one.places) != kept and not is_enough(one.reason):
        sentence = _("%(vocation)s differs from the proposal. Write a reason of at least 10 letters.") % name
        found.append(Blocker("no_reason", sentence))
    return found


@transaction.atomic
def decide(plan: TrainingPlan, *, by: User, decisions: Sequence[Decision], minutes: Minutes) -> TrainingPlan:
    """Records the meeting and what it decided. Locks the plan. Raises `RuleViolation`."""
    plan = locked(plan)
    fresh = {line.pk: line for line in plan.lines.select_related("vocation", "version")}
    decisions = [Decision(**{**vars(one), "line": fresh[one.line.pk]}) for one in decisions]
    refuse_if(decide_blockers(plan, decisions, minutes, by=by))
    for one in decisions:
        line = one.line
        line.position, line.batches, line.places, line.reason = (
            one.position,
            one.batches,
            one.places,
            one.reason.strip(),
        )
        line.save(update_fields=["position", "batches", "places", "reason"])
    _keep_minutes(plan, minutes, by=by, why=plan.returned_why, decided=[_kept(one) for one in decisions])
    plan.state, plan.returned_why = State.DECIDED, ""
    plan.save(update_fields=["state", "returned_why"])
    audit.record("training_plan.decide", by=by, target=plan, held_on=minutes.held_on)
    return plan


def _kept(one: Decision) -> dict[str, Any]:
    names = ("position", "batches", "places", "reason")
    return {"line": one.line.pk, **{name: getattr(one, name) for name in names}}


def _keep_minutes(plan: TrainingPlan, minutes: Minutes, *, by: User, why: str, decided: list[dict[str, Any]]) -> None:
    last = plan.meetings.first()
    words = {**vars(minutes), "version": last.version + 1 if last else 1, "why": why if last else ""}
    PlanMeeting.objects.create(plan=plan, recorded_by=by, decisions=decided, **words)


def correction_blockers(plan: TrainingPlan, minutes: Minutes, *, by: User, why: str) -> list[Blocker]:
    """Why the minutes cannot be corrected like this: not once both heads have approved."""
    found = office_blockers(plan, by)
    if plan.state != State.DECIDED:
        found.append(Blocker("not_decided", _("Minutes are corrected between the meeting and the approval.")))
    found += _day_blockers(plan, minutes.held_on)
    if not is_enough(why):
        found.append(Blocker("reason_missing", _("Write a reason of at least 10 letters.")))
    return found + _minute_blockers(minutes) + word_blockers({_("Why it is corrected"): why})


@transaction.atomic
def correct_minutes(plan: TrainingPlan, *, by: User, minutes: Minutes, why: str) -> TrainingPlan:
    """Keeps a new version of the minutes, with the same decisions; a head who had approved approves again.

    Locks the plan. Raises `RuleViolation`.
    """
    plan = locked(plan)
    refuse_if(correction_blockers(plan, minutes, by=by, why=why))
    last = plan.meetings.first()
    _keep_minutes(plan, minutes, by=by, why=why.strip(), decided=last.decisions if last else [])
    take_back_approvals(plan)
    audit.record("training_plan.correct", by=by, target=plan, held_on=minutes.held_on)
    return plan
