"""The draft of a year's plan: its lines, what can be taught at what cost, and the figures taken to the meeting."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from outcomes.plan.models import PlanLine, TrainingPlan
from outcomes.plan.plan_figures import figures_of
from outcomes.plan.plan_lines import Step, ladders, line_at, lines_of, step_of
from outcomes.plan.year_plan import locked, office_blockers
from programs.agreements.models import Agreement
from programs.batches.models import Batch
from programs.catalog.models import ProgramVersion, ProgramVersionQuerySet

State = TrainingPlan.State
# Plans of other years are typing errors.
YEARS_AHEAD = 2


@dataclass(frozen=True)
class Means:
    """What can be taught in a vocation, and at what cost in rupiah a place."""

    seats: int
    runs: int
    seeking: int
    public_places: int
    cost: int


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
