"""Invented training plans: that of this year, approved, and the proposal for the next one."""

from datetime import date, time, timedelta

from accounts.roles import Role
from core import clock
from outcomes.plan import plan_approvals, plan_decisions, plan_differences, plan_drafts
from outcomes.plan.models import PlanLine, TrainingPlan
from outcomes.plan.plan_decisions import Decision, Minutes
from outcomes.plan.plan_drafts import Means
from programs.agreements.models import Agreement
from rutan_blk.demo.cast import SECOND_LEVEL, Crew

# Vocation: places in a batch, batches, graduates still seeking, cost of a place.
MEANS = {
    "welding": (12, 2, 3, 3_600_000),
    "automotive": (16, 2, 4, 3_100_000),
    "sewing": (16, 2, 2, 2_400_000),
    "carpentry": (12, 2, 0, 2_800_000),
    "it": (10, 1, 3, 2_000_000),
}
FURTHER = (8, 1, 0, 4_200_000)
# What the meeting of this year decided: batches and places.
DECIDED = {"welding": (1, 12), "sewing": (1, 10), "carpentry": (1, 12), "automotive": (2, 24)}
REASON = "Bengkel mitra baru sanggup menerima lulusan"


def plan_years(crew: Crew, agreement: Agreement, *, today: date) -> None:
    """This year's plan from draft to approval, begun ten months ago, and next year's up to the meeting."""
    begun = today - timedelta(days=300)
    with clock.moved_to(clock.at(begun, time(9), crew.center.time_zone)):
        plan = _prepared(crew, agreement, year=today.year, budget=180_000_000)
    with clock.moved_to(clock.at(begun + timedelta(days=9), time(13), crew.center.time_zone)):
        _decide(crew, plan)
        for role in (Role.RUTAN_HEAD, Role.BLK_HEAD):
            plan_approvals.approve(plan, by=crew[role])
    plan_differences.explain(
        plan.lines.get(vocation__code="automotive"),
        by=crew[Role.BLK_COORDINATOR],
        why="Instruktur pindah tugas, pengganti datang Oktober",
    )
    with clock.moved_to(clock.at(today - timedelta(days=6), time(9), crew.center.time_zone)):
        _prepared(crew, agreement, year=today.year + 1, budget=100_000_000)


def _prepared(crew: Crew, agreement: Agreement, *, year: int, budget: int) -> TrainingPlan:
    by = crew[Role.BLK_COORDINATOR]
    plan = plan_drafts.draft_plan(by=by, agreement=agreement, year=year, budget=budget)
    for line in plan.lines.select_related("vocation", "plan", "version__program"):
        seats, runs, seeking, cost = MEANS[line.vocation.code] if _is_first(line) else FURTHER
        plan_drafts.change_means(line, by=by, means=Means(seats, runs, seeking, 0, cost))
    return plan_drafts.propose(plan, by=crew[Role.TRAINING_OFFICER])


def _is_first(line: PlanLine) -> bool:
    return line.version.program.code != SECOND_LEVEL


def _decide(crew: Crew, plan: TrainingPlan) -> None:
    decisions = []
    for line in plan.lines.select_related("vocation", "version__program").order_by("position"):
        batches, places = DECIDED.get(line.vocation.code, (0, 0)) if _is_first(line) else (0, 0)
        is_same = (batches, places) == (line.batches, line.places)
        decisions.append(Decision(line, line.position, batches, places, "" if is_same else REASON))
    minutes = Minutes(
        held_on=clock.today(crew.center.time_zone),
        place=f"Ruang rapat {crew.center.short_name}",
        present="Kepala kedua kantor, koordinator pelatihan, petugas pembinaan, petugas penempatan",
        course="Kebutuhan las dan pertukangan meningkat. Menjahit menunggu pesanan seragam. Dana cukup.",
        partner_name=crew[Role.RUTAN_HEAD].full_name,
    )
    plan_decisions.decide(plan, by=crew[Role.BLK_COORDINATOR], decisions=decisions, minutes=minutes)
