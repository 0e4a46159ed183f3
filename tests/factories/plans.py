"""Training plans in each state, with one line."""

from datetime import date

from outcomes.plan.models import PlanLine, PlanMeeting, TrainingPlan
from outcomes.plan.plan_figures import figures_of
from tests.factories.accounts import UserFactory

DAY = date(2026, 11, 20)


def plan_of(agreement, version, *, year=2027, state="draft", by=None, **fields):
    """A plan under the agreement with a line for the version's vocation; later states keep figures and a meeting."""
    by = by or UserFactory(roles=["blk_coordinator"], training_center=agreement.training_center)
    plan = TrainingPlan.objects.create(
        facility=agreement.facility,
        training_center=agreement.training_center,
        year=year,
        made_by=by,
        **{"budget": 100_000_000, **fields},
    )
    program = version.program
    PlanLine.objects.create(
        plan=plan, vocation=program.vocation, level=program.level, version=version, seats=12, runs=2, cost=3_600_000
    )
    if state != "draft":
        (row,) = figures_of(plan, on=DAY, outcomes={}).rows
        plan.lines.update(figures=row.kept(), position=1, batches=1, places=12)
        TrainingPlan.objects.filter(pk=plan.pk).update(state=state, counted_on=DAY)
    if state in ("decided", "approved"):
        meet(plan, by)
    plan.refresh_from_db()
    return plan


def meet(plan, by):
    return PlanMeeting.objects.create(
        plan=plan,
        held_on=DAY,
        place="Ruang rapat BLK",
        present="Kedua kepala kantor, koordinator",
        course="Kebutuhan las meningkat.",
        partner_name="Andi Hasyim",
        recorded_by=by,
    )
