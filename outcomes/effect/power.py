"""How many people a difference between two sides needs to be seen: with 80 percent power, at 5 percent, two-sided.

Two shares compared by a normal approximation (Fleiss, Statistical Methods for Rates and Proportions, without continuity
correction). Where a visible score decides and not a lot, the cut in its middle takes as many times more.
"""

from math import ceil, sqrt

from outcomes.effect.wilson import Z

# The normal quantile of 80 percent.
POWER = 0.841621
# 1 / (1 - rho^2), where rho^2 = 2 / pi is what a cut in the middle of a normal score shares with the score.
AT_A_CUT = 2.75


def by_lot(before: float, after: float) -> int:
    """People on each side, drawn by lot, among whom a share of `before` that becomes `after` is seen."""
    middle = (before + after) / 2
    chance = Z * sqrt(2 * middle * (1 - middle))
    power = POWER * sqrt(before * (1 - before) + after * (1 - after))
    return ceil(((chance + power) / (before - after)) ** 2)


def at_a_cut(before: float, after: float) -> int:
    """The same where the rank in a visible score decides."""
    return ceil(AT_A_CUT * by_lot(before, after))


def smallest_fall(before: float, a_side: int) -> int | None:
    """The least fall from `before`, in whole percentage points, that so many people on each side, drawn by lot, show;
    None if not even a fall to nothing is seen.
    """
    points = range(1, round(100 * before) + 1)
    return next((fall for fall in points if by_lot(before, before - fall / 100) <= a_side), None)
