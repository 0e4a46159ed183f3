"""How many places a year's plan proposes for each vocation, and in which order money is spent on them.

Everything is open: need over yield, those who may enter, what can be taught; the smallest is named. Points only sort
and decide nothing. Money is whole rupiah.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from statistics import median


class Limit(StrEnum):
    """What holds the number of places down."""

    NEED = "need"
    ELIGIBLE = "eligible"
    CAPACITY = "capacity"


class Verdict(StrEnum):
    """What becomes of a vocation in the proposal."""

    PROPOSED = "proposed"
    TOO_FEW = "too_few"
    NO_MONEY = "no_money"


@dataclass(frozen=True)
class Rates:
    """Figures that both offices set from a day on."""

    planning_yield: Decimal = Decimal("0.5")
    second_wish: Decimal = Decimal("0.5")
    third_wish: Decimal = Decimal("0.25")
    need_points: Decimal = Decimal(40)
    wish_points: Decimal = Decimal(30)
    outcome_points: Decimal = Decimal(20)
    cost_points: Decimal = Decimal(10)


@dataclass(frozen=True)
class Given:
    """What is known of a vocation: weighted need, seekers and public places, people, room, wishes, outcome, cost.

    `outcome` is the lower end (0 to 1) of those who work six months after earlier batches; None without data.
    """

    key: str
    need: Decimal
    seeking: int
    public_places: int
    eligible: int
    seats: int
    runs: int
    minimum: int
    wishes: Decimal
    outcome: float | None
    cost: int


@dataclass(frozen=True)
class Line:
    """The arithmetic of one vocation; `parts` are its points for need, wishes, outcome and cost."""

    given: Given
    net_need: Decimal
    places_needed: int
    capacity: int
    places: int
    limits: tuple[Limit, ...]
    outcome: float
    is_outcome_assumed: bool
    parts: tuple[float, float, float, float]
    batches: int = 0
    proposed: int = 0
    verdict: Verdict = Verdict.TOO_FEW

    @property
    def points(self) -> float:
        """The sum of its parts: what the lines are sorted by."""
        return sum(self.parts)

    @property
    def money(self) -> int:
        """What the proposed places cost, in rupiah."""
        return self.proposed * self.given.cost


@dataclass(frozen=True)
class Proposal:
    """All lines in the order of spending, and what is left of the budget."""

    lines: tuple[Line, ...]
    left: int = 0
    by_key: dict[str, Line] = field(default_factory=dict)


def wish_sum(ranks: Sequence[int], rates: Rates) -> Decimal:
    """First, second and third wishes added up, weaker ones for less."""
    first, second, third = ranks
    return first + second * rates.second_wish + third * rates.third_wish


def proposal(given: Iterable[Given], rates: Rates, *, budget: int) -> Proposal:
    """The proposal for these vocations within `budget` rupiah."""
    rows = list(given)
    lines = sorted(_lines(rows, rates), key=lambda line: (-line.points, line.given.key))
    left = budget
    spent: list[Line] = []
    for line in lines:
        paid = _batches(line, left)
        left -= paid.money
        spent.append(paid)
    return Proposal(tuple(spent), left, {line.given.key: line for line in spent})


def _lines(rows: Sequence[Given], rates: Rates) -> list[Line]:
    net = {row.key: max(Decimal(0), row.need - row.seeking - row.public_places) for row in rows}
    most_need = max(net.values(), default=Decimal(0))
    most_wishes = max((row.wishes for row in rows), default=Decimal(0))
    known = [row.outcome for row in rows if row.outcome is not None]
    outcomes = {row.key: row.outcome if row.outcome is not None else _middle(known) for row in rows}
    best, cheapest = max(outcomes.values(), default=0.0), min((row.cost for row in rows if row.cost), default=0)
    return [
        replace(
            _line(row, net[row.key], rates),
            outcome=outcomes[row.key],
            is_outcome_assumed=row.outcome is None,
            parts=(
                _share(net[row.key], most_need) * float(rates.need_points),
                _share(row.wishes, most_wishes) * float(rates.wish_points),
                _share(outcomes[row.key], best) * float(rates.outcome_points),
                _share(cheapest, row.cost) * float(rates.cost_points),
            ),
        )
        for row in rows
    ]


def _line(row: Given, net: Decimal, rates: Rates) -> Line:
    needed = int((net / rates.planning_yield).to_integral_value(ROUND_CEILING))
    found = {Limit.NEED: needed, Limit.ELIGIBLE: row.eligible, Limit.CAPACITY: row.seats * row.runs}
    places = min(found.values())
    limits = tuple(limit for limit, number in found.items() if number == places)
    return Line(row, net, needed, found[Limit.CAPACITY], places, limits, 0.0, False, (0.0, 0.0, 0.0, 0.0))


def _batches(line: Line, left: int) -> Line:
    """The line with as many batches as reach the minimum and can be paid: smaller batches teach nobody more."""
    row = line.given
    most = min(row.runs, line.places // row.minimum) if row.seats >= row.minimum else 0
    for batches in range(most, 0, -1):
        proposed = min(line.places, batches * row.seats)
        if proposed * row.cost <= left:
            return replace(line, batches=batches, proposed=proposed, verdict=Verdict.PROPOSED)
    return replace(line, verdict=Verdict.NO_MONEY if most else Verdict.TOO_FEW)


def _middle(known: Sequence[float]) -> float:
    return median(known) if known else 0.0


def _share(part: Decimal | float, whole: Decimal | float) -> float:
    return float(part) / float(whole) if whole else 0.0
