"""Admitted and reserve of the same hearings: whether they may be compared, and what is said if not.

The outcome is return within twelve months alone: it is known of both from registration, while work is known only of
those who agreed to be asked. Everybody stays where the hearing first put them, whoever was offered a place later. A
difference is shown only if every condition holds; otherwise the sentence that refuses stands beside the numbers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import comb, sqrt
from statistics import mean, variance

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outcomes.effect.power import at_a_cut
from outcomes.effect.wilson import Share, Z

FEWEST_HEARINGS, FEWEST_RANKS = 5, 4
FEWEST_A_SIDE, FEWEST_RETURNS = 100, 10
# To see 20 percent fall to 10.
ENOUGH_FOR_EFFECT = at_a_cut(0.20, 0.10)
# Of people it is told only whether a condition holds: their numbers would give hidden counts back.
UNTOLD = "–"
MOST_MOVED, LEAST_FOLLOWED = 0.10, 0.95
BALANCED: dict[str, str | Promise] = {
    "age": _("Age at the hearing, years"),
    "time_left": _("Time left at the hearing, days"),
    "schooling": _("Schooling, steps"),
    "earlier": _("Earlier stays"),
}
REFUSED = _(
    "Too few people to compare. The difference seen may be chance. "
    "This figure does not show that training works or fails."
)
ALLOWED = _(
    "Admitted and reserve of the same hearings are compared near the last seat. It can show a difference near that "
    "line if every condition on this page holds. It cannot show the effect on people far from the line, on work, or "
    "on events not recorded here."
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One decision of a hearing; `was_moved` across the cut by the board, `is_followed` for a year after release."""

    hearing: int
    rank: int
    is_admitted: bool
    weights: tuple[tuple[str, int], ...]
    was_moved: bool = False
    is_followed: bool = True
    has_returned: bool = False
    traits: dict[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Condition:
    """One condition with the value that was seen."""

    words: str | Promise
    value: str
    is_met: bool


@dataclass(frozen=True)
class Comparison:
    """Both shares and every condition; `is_shown` only if all of them hold."""

    admitted: Share
    reserve: Share
    hearings: int
    conditions: tuple[Condition, ...]

    @property
    def is_shown(self) -> bool:
        """Whether the difference may be told."""
        return all(condition.is_met for condition in self.conditions)

    @property
    def supports_effect(self) -> bool:
        """Whether there are enough people for more than a plain difference."""
        return self.is_shown and min(self.admitted.n, self.reserve.n) >= ENOUGH_FOR_EFFECT

    @property
    def sentence(self) -> str | Promise:
        """What stands beside the numbers."""
        return ALLOWED if self.is_shown else REFUSED


def compare(candidates: Sequence[Candidate]) -> Comparison:
    """The comparison over the hearings that decided on both admitted and reserve."""
    seen = _in_both(candidates)
    followed = [one for one in seen if one.is_followed]
    admitted, reserve = (_returned(followed, is_admitted=side) for side in (True, False))
    conditions = (*_of_hearings(seen), *map(_balance(seen), BALANCED), *_of_people(seen, admitted, reserve))
    return Comparison(admitted, reserve, len({one.hearing for one in seen}), conditions)


def _in_both(candidates: Sequence[Candidate]) -> list[Candidate]:
    sides: dict[int, set[bool]] = {}
    for one in candidates:
        sides.setdefault(one.hearing, set()).add(one.is_admitted)
    return [one for one in candidates if len(sides[one.hearing]) == 2]


def _returned(candidates: Sequence[Candidate], *, is_admitted: bool) -> Share:
    side = [one for one in candidates if one.is_admitted == is_admitted]
    return Share(sum(one.has_returned for one in side), len(side))


def _of_hearings(seen: Sequence[Candidate]) -> list[Condition]:
    hearings: dict[int, set[tuple[tuple[str, int], ...]]] = {}
    for one in seen:
        hearings.setdefault(one.hearing, set()).add(one.weights)
    same = sum(len(weights) == 1 and weights != {()} for weights in hearings.values())
    moved = sum(one.was_moved for one in seen)
    ranks = [len({one.rank for one in seen if one.is_admitted == side}) for side in (True, False)]
    share = moved / len(seen) if seen else 0.0
    return [
        Condition(_("Score and weights fixed before the hearing"), UNTOLD, same == len(hearings) > 0),
        Condition(_("Moved across the cut: under 10%"), UNTOLD, bool(seen) and share < MOST_MOVED),
        Condition(_("At least 5 hearings"), str(len(hearings)), len(hearings) >= FEWEST_HEARINGS),
        Condition(_("At least 4 ranks on each side"), f"{ranks[0]}, {ranks[1]}", min(ranks) >= FEWEST_RANKS),
    ]


def _of_people(seen: Sequence[Candidate], admitted: Share, reserve: Share) -> list[Condition]:
    total = [sum(one.is_admitted == side for one in seen) for side in (True, False)]
    followed = [share.n / count if count else 0.0 for share, count in zip((admitted, reserve), total, strict=True)]
    returns = admitted.x + reserve.x
    return [
        Condition(
            _("Followed for a year: at least 95% of both"),
            UNTOLD,
            min(followed) >= LEAST_FOLLOWED,
        ),
        Condition(
            _("At least 100 people on each side"),
            UNTOLD,
            min(admitted.n, reserve.n) >= FEWEST_A_SIDE,
        ),
        Condition(_("At least 10 returns in total"), UNTOLD, returns >= FEWEST_RETURNS),
    ]


def _balance(seen: Sequence[Candidate]) -> Callable[[str], Condition]:
    def condition(name: str) -> Condition:
        sides = [[one.traits.get(name) for one in seen if one.is_admitted == side] for side in (True, False)]
        known = [[value for value in side if value is not None] for side in sides]
        needed = [max(2, LEAST_FOLLOWED * len(side)) for side in sides]
        if any(len(values) < least for values, least in zip(known, needed, strict=True)):
            return Condition(BALANCED[name], "–", is_met=False)
        gap = mean(known[0]) - mean(known[1])
        half = Z * sqrt(sum(variance(values) / len(values) for values in known))
        return Condition(BALANCED[name], f"{gap:+.1f} ± {half:.1f}", abs(gap) <= half)

    return condition


def newcombe(one: Share, other: Share) -> tuple[float, float, float]:
    """The difference of two shares with Newcombe's interval at 95 percent, from both Wilson intervals. Neither is of
    nobody.
    """
    (low, high), (other_low, other_high) = one.ends or (0.0, 1.0), other.ends or (0.0, 1.0)
    p, q = one.point or 0.0, other.point or 0.0
    below = sqrt((p - low) ** 2 + (other_high - q) ** 2)
    above = sqrt((high - p) ** 2 + (q - other_low) ** 2)
    return p - q, p - q - below, p - q + above


def fisher(one: Share, other: Share) -> float:
    """Fisher's exact p, two-sided: the chance of a table at most as likely as this one."""
    n, x = one.n + other.n, one.x + other.x
    seen = comb(one.n, one.x) * comb(other.n, other.x)
    first, last = max(0, x - other.n), min(x, one.n)
    way = comb(one.n, first) * comb(other.n, x - first)
    likely = 0
    for k in range(first, last + 1):
        likely += way if way <= seen else 0
        # The next one from this one, exactly: two large binomials for each would take seconds.
        way = way * (one.n - k) * (x - k) // ((k + 1) * (other.n - x + k + 1))
    return likely / comb(n, x)
