"""A share as anybody may read it: {x, n, p, low, high, why}.

Counts and percentages with one decimal, or no count and why it is hidden.
"""

from typing import Any

from outcomes.effect.small_cells import Hidden
from outcomes.effect.wilson import Share

Shown = dict[str, Any]


def percent(part: float | None) -> float | None:
    """A share as a percentage with one decimal."""
    return None if part is None else round(100 * part, 1)


def share_shown(share: Share, why: Hidden | None = None) -> Shown:
    """A share with its interval; nothing made from a hidden count is left."""
    if why:
        return {"x": None, "n": share.n, "p": None, "low": None, "high": None, "why": why.value}
    ends = {"p": percent(share.point), "low": percent(share.low), "high": percent(share.high)}
    return {"x": share.x, "n": share.n, **ends, "why": ""}
