"""The figures of a plan: what needs, wishes, rules and earlier outcomes say on a day, and what they add up to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet, Subquery

from accounts.models import TrainingCenter
from outcomes.effect.trade_outcomes import lower_ends
from outcomes.needs.models import NeedRecord, NeedWeights
from outcomes.needs.need_age import months_old, weighted
from outcomes.plan.models import PlanLine, PlanRates, TrainingPlan
from outcomes.plan.plan_arithmetic import Given, Line, Rates, proposal, wish_sum
from outcomes.plan.rate_setting import RATES, WEIGHTS
from outcomes.plan.wishes import FEWEST_SHOWN, wishes_at

_RECORD = ("vocation_id", "kind", "number", "recorded_on", "valid_until")


@dataclass(frozen=True)
class Needed:
    """What the need records of one vocation say: the weighted sum, how many count, how many are too old, ages."""

    total: Decimal = Decimal(0)
    young: int = 0
    old: int = 0
    months: int | None = None


@dataclass(frozen=True)
class Row:
    """One vocation with everything its proposal rests on."""

    line: PlanLine
    needed: Needed
    wishes: tuple[int, int, int]
    meets: int
    sum: Line
    planning_yield: Decimal

    def kept(self) -> dict[str, Any]:
        """The figures as they are kept with the line; texts and numbers only."""
        given, found = self.sum.given, self.sum
        return {
            "need": str(given.need),
            "young": self.needed.young,
            "old": self.needed.old,
            "months": self.needed.months,
            "net_need": str(found.net_need),
            "planning_yield": str(self.planning_yield),
            "needed": found.places_needed,
            "wishes": list(self.wishes),
            "wish_sum": str(given.wishes),
            "meets": self.meets,
            "eligible": given.eligible,
            "capacity": found.capacity,
            "places": found.places,
            "limits": [limit.value for limit in found.limits],
            "outcome": round(found.outcome, 4),
            "is_outcome_assumed": found.is_outcome_assumed,
            "parts": [round(part, 2) for part in found.parts],
            "points": round(found.points, 2),
            "batches": found.batches,
            "proposed": found.proposed,
            "verdict": found.verdict.value,
        }


@dataclass(frozen=True)
class Figures:
    """The rows of a plan in the order of spending, the money left in rupiah, and the rates that were used."""

    rows: list[Row]
    left: int
    rates: Rates


def figures_of(plan: TrainingPlan, *, on: date, outcomes: Mapping[int, float | None] | None = None) -> Figures:
    """The figures of a plan on that day; `outcomes` by vocation are asked of the half after training if not given."""
    lines = list(plan.lines.select_related("vocation", "version__program"))
    rates, needs = rates_and_needs(plan, on)
    vocations = [line.vocation for line in lines]
    wishes = wishes_at(plan.facility, [line.version for line in lines], on=on, vocations=vocations)
    ends = lower_ends(plan.training_center, day=on) if outcomes is None else outcomes
    ranks = {key: wished.counts for key, wished in wishes.items()}
    given = [
        Given(
            key=line.vocation.code,
            need=needs.get(line.vocation_id, Needed()).total,
            seeking=counted_seekers(line.seeking),
            public_places=line.public_places,
            eligible=len(wishes[line.vocation_id].stays),
            seats=line.seats,
            runs=line.runs,
            minimum=line.version.class_minimum,
            wishes=wish_sum(ranks[line.vocation_id], rates),
            outcome=ends.get(line.vocation_id),
            cost=line.cost,
        )
        for line in lines
    ]
    found = proposal(given, rates, budget=plan.budget)
    by_code = {line.vocation.code: line for line in lines}
    rows = [
        Row(
            line=(line := by_code[one.given.key]),
            needed=needs.get(line.vocation_id, Needed()),
            wishes=ranks[line.vocation_id],
            meets=len(wishes[line.vocation_id].meets),
            sum=one,
            planning_yield=rates.planning_yield,
        )
        for one in found.lines
    ]
    return Figures(rows, found.left, rates)


def counted_seekers(seeking: int) -> int:
    """Graduates who seek work, as they lower the need: none if fewer than five, since the net need would tell them."""
    return seeking if seeking >= FEWEST_SHOWN else 0


def rates_and_needs(plan: TrainingPlan, on: date) -> tuple[Rates, dict[int, Needed]]:
    """The rates in force, the usual ones while none are set, and what the need records say, by key of the vocation."""
    rows = list(_of_center(plan.training_center_id, on))
    first = rows[0]
    rates = Rates(**{name: first[f"rates__{name}"] for name in RATES}) if first["rates__pk"] else Rates()
    weights = NeedWeights(**{name: first[f"weights__{name}"] for name in WEIGHTS} if first["weights__pk"] else {})
    records: dict[int, list[NeedRecord]] = {}
    for row in rows:
        if row["record__pk"]:
            record = NeedRecord(**{name: row[f"record__{name}"] for name in _RECORD})
            records.setdefault(record.vocation_id, []).append(record)
    return rates, {vocation: _needed(found, weights, on) for vocation, found in records.items()}


def _of_center(center: int, on: date) -> QuerySet:
    """A row for each need record that stands on that day, or one without any; rates and weights stand in each row."""

    def latest(model: type[PlanRates | NeedWeights]) -> Subquery:
        begun = model.objects.filter(training_center=center, valid_from__lte=on).order_by("-valid_from")
        return Subquery(begun.values("pk")[:1])

    return (
        TrainingCenter.objects.filter(pk=center)
        .annotate(
            rates=FilteredRelation("plan_rates", condition=Q(plan_rates__valid_from__lte=on)),
            weights=FilteredRelation("need_weights", condition=Q(need_weights__valid_from__lte=on)),
            record=FilteredRelation("needs", condition=Q(needs__withdrawn_on=None, needs__recorded_on__lte=on)),
        )
        .filter(
            Q(rates__pk=None) | Q(rates__pk=latest(PlanRates)),
            Q(weights__pk=None) | Q(weights__pk=latest(NeedWeights)),
        )
        .values(
            *(f"rates__{name}" for name in ("pk", *RATES)),
            *(f"weights__{name}" for name in ("pk", *WEIGHTS)),
            *(f"record__{name}" for name in ("pk", *_RECORD)),
        )
    )


def _needed(records: list[NeedRecord], weights: NeedWeights, on: date) -> Needed:
    young = [record for record in records if record.valid_until >= on]
    return Needed(
        total=weighted(young, weights),
        young=len(young),
        old=len(records) - len(young),
        months=min((months_old(record.recorded_on, on) for record in records), default=None),
    )
