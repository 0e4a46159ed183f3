"""The figures of a plan: what needs, wishes, rules and earlier outcomes say on a day, and what they add up to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from accounts.models import TrainingCenter
from outcomes.effect.trade_outcomes import lower_ends
from outcomes.needs.models import NeedRecord, NeedUnit, NeedWeights
from outcomes.needs.need_age import counted, months_old, weighted
from outcomes.plan.models import PlanLine, PlanRates, TrainingPlan
from outcomes.plan.plan_arithmetic import Given, Line, Rates, proposal, wish_sum
from outcomes.plan.plan_lines import Step, ladders, lines_of
from outcomes.plan.rate_setting import RATES, WEIGHTS
from outcomes.plan.taught_so_far import Taught, classes_of, taught_by_line
from outcomes.plan.wishes import FEWEST_SHOWN, wishes_at
from programs.catalog.models import ProgramUnit

_RECORD = ("pk", "vocation_id", "kind", "number", "recorded_on", "valid_until", "withdrawn_on", "part_of_id")


@dataclass(frozen=True)
class Needed:
    """What the need records of one line say: the weighted sum, how many count, how many are too old, ages.

    `twice` is the number of people who are asked for by an earlier record too, and count once.
    """

    total: Decimal = Decimal(0)
    young: int = 0
    old: int = 0
    months: int | None = None
    twice: int = 0


@dataclass(frozen=True)
class Row:
    """One line with everything its proposal rests on; `tools` are those ready to use."""

    line: PlanLine
    needed: Needed
    wishes: tuple[int, int, int]
    meets: int
    sum: Line
    planning_yield: Decimal
    taught: Taught = field(default_factory=Taught)
    tools: int = 0

    def kept(self) -> dict[str, Any]:
        """The figures as they are kept with the line; texts and numbers only."""
        given, found = self.sum.given, self.sum
        return {
            "need": str(given.need),
            "young": self.needed.young,
            "old": self.needed.old,
            "months": self.needed.months,
            "twice": self.needed.twice,
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
            "taught": {**self.taught.kept(), "tools": self.tools},
        }


@dataclass(frozen=True)
class Figures:
    """The rows of a plan in the order of spending, the money left in rupiah, and the rates that were used."""

    rows: list[Row]
    left: int
    rates: Rates


def figures_of(plan: TrainingPlan, *, on: date, outcomes: Mapping[Step, float | None] | None = None) -> Figures:
    """The figures of a plan on that day; `outcomes` by vocation and level are asked of the half after training if not
    given.
    """
    lines = lines_of(plan)
    rates, needs = rates_and_needs(plan, lines, on)
    classes, vocations = classes_of(plan, lines), {line.vocation_id: line.vocation for line in lines}.values()
    versions = [line.version for line in lines]
    wishes = wishes_at(plan.facility, versions, on=on, vocations=vocations, among=classes)
    ends = lower_ends(plan.training_center, day=on) if outcomes is None else outcomes
    taught = taught_by_line(plan, lines, classes)
    given = [
        Given(
            key=f"{line.vocation.code} {line.level}",
            need=needs.get(line.pk, Needed()).total,
            seeking=counted_seekers(line.seeking),
            public_places=line.public_places,
            eligible=len(wishes[line.step].stays),
            seats=line.seats,
            runs=line.runs,
            minimum=line.version.class_minimum,
            wishes=wish_sum(wishes[line.step].counts, rates),
            outcome=ends.get(line.step),
            cost=line.cost,
        )
        for line in lines
    ]
    found = proposal(given, rates, budget=plan.budget)
    by_key = {one.key: line for one, line in zip(given, lines, strict=True)}
    rows = [
        Row(
            line=(line := by_key[one.given.key]),
            needed=needs.get(line.pk, Needed()),
            wishes=wishes[line.step].counts,
            meets=len(wishes[line.step].meets),
            sum=one,
            planning_yield=rates.planning_yield,
            taught=taught[line.step],
            tools=vars(line).get("tools", 0),
        )
        for one in found.lines
    ]
    return Figures(rows, found.left, rates)


def counted_seekers(seeking: int) -> int:
    """Graduates who seek work, as they lower the need: none if fewer than five, since the net need would tell them."""
    return seeking if seeking >= FEWEST_SHOWN else 0


def rates_and_needs(plan: TrainingPlan, lines: Collection[PlanLine], on: date) -> tuple[Rates, dict[int, Needed]]:
    """The rates in force, the usual ones while none are set, and what the need records say, by key of the line."""
    rungs = ladders(lines)
    rows = list(_of_center(plan.training_center_id, rungs.values(), on))
    first = rows[0]
    rates = Rates(**{name: first[f"rates__{name}"] for name in RATES}) if first["rates__pk"] else Rates()
    weights = NeedWeights(**{name: first[f"weights__{name}"] for name in WEIGHTS} if first["weights__pk"] else {})
    records: dict[int, list[NeedRecord]] = {}
    for row in rows:
        ladder = rungs.get(row["record__vocation_id"])
        if ladder:
            record = NeedRecord(**{name: row[f"record__{name}"] for name in _RECORD})
            line = ladder[-1] if row["needs_more"] else ladder[0]
            records.setdefault(line.pk, []).append(record)
    numbers = counted((record for found in records.values() for record in found), on)
    return rates, {line: _needed(found, weights, numbers, on) for line, found in records.items()}


def _of_center(center: int, rungs: Iterable[list[PlanLine]], on: date) -> QuerySet:
    """A row for each need record that stands on that day or was a part of one; one without any record. Rates and
    weights stand in each.
    """

    def latest(model: type[PlanRates | NeedWeights]) -> Subquery:
        begun = model.objects.filter(training_center=center, valid_from__lte=on).order_by("-valid_from")
        return Subquery(begun.values("pk")[:1])

    return (
        TrainingCenter.objects.filter(pk=center)
        .annotate(
            rates=FilteredRelation("plan_rates", condition=Q(plan_rates__valid_from__lte=on)),
            weights=FilteredRelation("need_weights", condition=Q(need_weights__valid_from__lte=on)),
            # A part that was withdrawn still says how many people are not needed again.
            record=FilteredRelation(
                "needs",
                condition=Q(needs__recorded_on__lte=on)
                & (Q(needs__withdrawn_on=None) | Q(needs__part_of__isnull=False)),
            ),
            needs_more=_needs_more(list(rungs)),
        )
        .filter(
            Q(rates__pk=None) | Q(rates__pk=latest(PlanRates)),
            Q(weights__pk=None) | Q(weights__pk=latest(NeedWeights)),
        )
        .values(
            "needs_more",
            *(f"rates__{name}" for name in ("pk", *RATES)),
            *(f"weights__{name}" for name in ("pk", *WEIGHTS)),
            *(f"record__{name}" for name in _RECORD),
        )
    )


def _needs_more(rungs: Sequence[list[PlanLine]]) -> Exists:
    """Whether the record insists on a unit that only the higher level of its vocation teaches."""

    def taught(lines: list[PlanLine]) -> QuerySet:
        versions = [line.version_id for line in lines]
        same = {"code": OuterRef("code"), "version__program__vocation": OuterRef("need__vocation")}
        return ProgramUnit.objects.filter(version__in=versions, **same)

    lowest = [ladder[0] for ladder in rungs]
    higher = [line for ladder in rungs for line in ladder[1:]]
    asked = NeedUnit.objects.filter(need=OuterRef("record__pk"), is_must=True)
    return Exists(asked.filter(Exists(taught(higher)), ~Exists(taught(lowest))))


def _needed(records: list[NeedRecord], weights: NeedWeights, numbers: Mapping[int, int], on: date) -> Needed:
    standing = [record for record in records if record.withdrawn_on is None]
    young = [record for record in standing if record.pk in numbers]
    return Needed(
        total=weighted(young, weights, numbers),
        young=len(young),
        old=len(standing) - len(young),
        months=min((months_old(record.recorded_on, on) for record in standing), default=None),
        twice=sum(record.number - numbers[record.pk] for record in young),
    )
