"""The training plan of a year: from draft to a meeting's decision and the approval of both heads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.models import AuditEvent
from core.reasons import is_enough
from core.templatetags.dates import day
from core.text import rupiah
from core.two_person_decision import second_person_blockers
from outcomes.needs.neutral_words import word_blockers, words_beside_offices
from outcomes.plan.models import PlanLine, PlanMeeting, TrainingPlan
from outcomes.plan.plan_figures import figures_of
from outcomes.plan.plan_lines import Step, ladders, line_at, lines_of, step_of
from programs.agreements.models import Agreement
from programs.batches.models import Batch
from programs.catalog.models import ProgramVersion, ProgramVersionQuerySet

State = TrainingPlan.State
# Plans of other years are typing errors.
YEARS_AHEAD = 2
# What the audit calls a change of means or budget.
CHANGES = ("training_plan.change", "training_plan.set_budget")
_BACK_TO = {State.PROPOSED: State.DRAFT, State.DECIDED: State.PROPOSED}


@dataclass(frozen=True)
class Means:
    """What can be taught in a vocation, and at what cost in rupiah a place."""

    seats: int
    runs: int
    seeking: int
    public_places: int
    cost: int


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


def office_blockers(plan: TrainingPlan, by: User) -> list[Blocker]:
    """Why this user's office has no part in the plan."""
    if by.facility_id == plan.facility_id or by.training_center_id == plan.training_center_id:
        return []
    return [Blocker("foreign_office", _("The plan belongs to other offices than yours."))]


def draft_blockers(agreement: Agreement, *, by: User, year: int, budget: int) -> list[Blocker]:
    """Why no plan of this year can be begun under the agreement."""
    found = []
    if by.facility_id != agreement.facility_id and by.training_center_id != agreement.training_center_id:
        found.append(Blocker("foreign_office", _("The agreement is one of other offices. Choose another.")))
    this_year = clock.today(by.time_zone).year
    if not this_year <= year <= this_year + YEARS_AHEAD:
        found.append(Blocker("year", _("Choose this year or one of the next two.")))
    if budget < 0:
        found.append(Blocker("budget", _("The budget is not an amount. Write it in rupiah.")))
    same = TrainingPlan.objects.filter(
        facility=agreement.facility_id, training_center=agreement.training_center_id, year=year
    )
    if same.exists():
        found.append(Blocker("year_taken", _("There is already a plan of this year. Open it in the list.")))
    if not open_versions(agreement.training_center_id):
        found.append(Blocker("no_program", _("The training center has no open program to plan with.")))
    return found


def open_versions(center: int) -> list[ProgramVersion]:
    """One open program version of each vocation and level of the center."""
    return versions_by_level(ProgramVersion.objects.filter(program__training_center=center))


def versions_by_level(versions: ProgramVersionQuerySet) -> list[ProgramVersion]:
    """Those among these that a plan would have lines for: one open version of each vocation and level."""
    rows = versions.open().select_related("program__vocation")
    found: dict[Step, ProgramVersion] = {}
    # "dasar" comes before "lanjutan".
    for version in rows.order_by("program__vocation__name", "program__level", "pk"):
        found.setdefault(step_of(version), version)
    return list(found.values())


@transaction.atomic
def draft_plan(*, by: User, agreement: Agreement, year: int, budget: int) -> TrainingPlan:
    """Begins the plan of a year with a line for each vocation and level that is taught. Raises `RuleViolation`."""
    refuse_if(draft_blockers(agreement, by=by, year=year, budget=budget))
    plan = TrainingPlan.objects.create(
        facility=agreement.facility, training_center=agreement.training_center, year=year, budget=budget, made_by=by
    )
    lines = [
        PlanLine(
            plan=plan,
            vocation=version.program.vocation,
            level=version.program.level,
            version=version,
            seats=version.class_maximum,
            runs=1,
        )
        for version in open_versions(agreement.training_center_id)
    ]
    rungs = ladders(lines)
    for (vocation, level), places in public_places(agreement.training_center_id, year).items():
        line = line_at(rungs.get(vocation, ()), level)
        if line:
            line.public_places += places
    PlanLine.objects.bulk_create(lines)
    audit.record("training_plan.draft", by=by, target=plan, year=year, budget=budget)
    return plan


def public_places(center: int, year: int) -> dict[Step, int]:
    """The places of the center's public classes of that year, by vocation and level."""
    batches = Batch.objects.public().filter(training_center=center, starts_on__year=year)
    found: dict[Step, int] = {}
    program = "version__program__"
    rows = batches.exclude(state=Batch.State.CANCELLED).values_list(f"{program}vocation", f"{program}level", "capacity")
    for vocation, level, capacity in rows:
        found[vocation, level] = found.get((vocation, level), 0) + capacity
    return found


def means_blockers(line: PlanLine, means: Means, *, by: User) -> list[Blocker]:
    """Why a line cannot be prepared like this."""
    found = office_blockers(line.plan, by)
    if not line.plan.is_open:
        found.append(Blocker("not_open", _("The plan is before the meeting already, so its figures stay.")))
    if not 1 <= means.seats <= line.version.class_maximum:
        sentence = _("A class of this program has 1 to %(most)d places.") % {"most": line.version.class_maximum}
        found.append(Blocker("seats", sentence))
    return found


@transaction.atomic
def change_means(line: PlanLine, *, by: User, means: Means) -> PlanLine:
    """Sets what can be taught in the vocation. Locks the plan. Raises `RuleViolation`."""
    plan = locked(line.plan)
    line = PlanLine.objects.select_related("version", "plan").get(pk=line.pk, plan=plan)
    refuse_if(means_blockers(line, means, by=by))
    for name, value in vars(means).items():
        setattr(line, name, value)
    line.save(update_fields=list(vars(means)))
    audit.record("training_plan.change", by=by, target=plan, vocation=line.vocation_id, level=line.level, **vars(means))
    return line


def locked(plan: TrainingPlan) -> TrainingPlan:
    """The plan as it stands, its row locked."""
    rows = TrainingPlan.objects.select_for_update(of=("self",)).select_related("facility", "training_center")
    return rows.get(pk=plan.pk)


def propose_blockers(plan: TrainingPlan, batches: Mapping[int, int], *, by: User) -> list[Blocker]:
    """Why the plan cannot go to the meeting; `batches` are those that it proposes, by line (key)."""
    found = office_blockers(plan, by)
    if plan.state != State.DRAFT:
        found.append(Blocker("not_open", _("The plan is before the meeting already, so its figures stay.")))
    if plan.budget == 0:
        found.append(Blocker("no_budget", _("The plan has no budget yet. Write it first.")))
    # Where no class is proposed nothing is to be paid.
    without = ", ".join(str(line) for line in lines_of(plan) if batches.get(line.pk) and not line.cost)
    if without:
        sentence = _(
            "The cost of a place is missing where batches are proposed: %(vocations)s. Write it, or set the batches "
            "that are possible to 0."
        )
        found.append(Blocker("no_cost", sentence % {"vocations": without}))
    return found


@transaction.atomic
def propose(plan: TrainingPlan, *, by: User) -> TrainingPlan:
    """Keeps today's figures in the lines and takes the plan to the meeting. Locks the plan."""
    plan, today = locked(plan), clock.today(plan.training_center.time_zone)
    found = figures_of(plan, on=today)
    refuse_if(propose_blockers(plan, {row.line.pk: row.sum.batches for row in found.rows}, by=by))
    plan.state, plan.counted_on = State.PROPOSED, today
    for position, row in enumerate(found.rows, 1):
        row.line.figures, row.line.position = row.kept(), position
        row.line.batches, row.line.places = row.sum.batches, row.sum.proposed
        row.line.save(update_fields=["figures", "position", "batches", "places"])
    plan.proposed_by = by
    # The next minutes are a later version of those that were sent back, and say why.
    if not plan.meetings.exists():
        plan.returned_why = ""
    plan.save(update_fields=["state", "counted_on", "proposed_by", "returned_why"])
    audit.record("training_plan.propose", by=by, target=plan, counted_on=plan.counted_on)
    return plan


@transaction.atomic
def set_budget(plan: TrainingPlan, *, by: User, budget: int) -> TrainingPlan:
    """Changes the budget of a plan that is being prepared. Locks the plan."""
    plan = locked(plan)
    found = office_blockers(plan, by)
    if not plan.is_open:
        found.append(Blocker("not_open", _("The plan is before the meeting already, so its figures stay.")))
    refuse_if(found)
    before, plan.budget = plan.budget, budget
    plan.save(update_fields=["budget"])
    audit.record("training_plan.set_budget", by=by, target=plan, before=before, budget=budget)
    return plan


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
    _take_back_approvals(plan)
    audit.record("training_plan.correct", by=by, target=plan, held_on=minutes.held_on)
    return plan


def _take_back_approvals(plan: TrainingPlan) -> None:
    plan.facility_head = plan.center_head = None
    plan.save(update_fields=["facility_head", "center_head"])


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
        _take_back_approvals(plan)
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


def explain_blockers(line: PlanLine, *, by: User, why: str) -> list[Blocker]:
    """Why the difference between plan and year cannot be explained like this."""
    found = office_blockers(line.plan, by)
    if line.plan.state != State.APPROVED:
        found.append(Blocker("not_approved", _("The plan is not approved yet, so nothing can differ from it.")))
    if line.plan.year > clock.today(by.time_zone).year:
        found.append(Blocker("not_begun", _("The year of the plan has not begun, so nothing can differ from it.")))
    if not is_enough(why):
        found.append(Blocker("reason_missing", _("Write a reason of at least 10 letters.")))
    return found + word_blockers({_("Why it differs"): why})


@transaction.atomic
def explain(line: PlanLine, *, by: User, why: str) -> PlanLine:
    """Keeps why fewer or other batches were held than decided. Locks the plan."""
    plan = locked(line.plan)
    line = PlanLine.objects.select_related("plan").get(pk=line.pk, plan=plan)
    refuse_if(explain_blockers(line, by=by, why=why))
    line.not_held_why = why.strip()
    line.save(update_fields=["not_held_why"])
    audit.record("training_plan.explain", by=by, target=plan, vocation=line.vocation_id, level=line.level)
    return line
