"""What a drill of several machines says: how long people waited, what was lost, which numbers lack."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Told:
    """One answer of the site, as the office saw it: a page, mark or paper (`kind`), at a second of this computer."""

    at: float
    kind: str
    who: str
    is_good: bool
    # The note of a mark, or the paper.
    what: str = ""
    status: int = 0
    # Set where a refusal said nothing that helps.
    unclear: str = ""


def silence(told: Iterable[Told], begins: float, ends: float) -> float:
    """The longest time within these two in which no good answer came."""
    good = sorted(one.at for one in told if one.is_good and begins < one.at < ends)
    return max(after - before for before, after in pairwise([begins, *good, ends]))


def longest_silence(told: Iterable[Told], begins: float, ends: float) -> float:
    """The same for whoever waited longest."""
    by_who: dict[str, list[Told]] = {}
    for one in told:
        by_who.setdefault(one.who, []).append(one)
    return max((silence(of_one, begins, ends) for of_one in by_who.values()), default=ends - begins)


def lost(told: Iterable[Told], kind: str, kept: Iterable[str]) -> list[str]:
    """What was acknowledged and is not there."""
    acknowledged = [one.what for one in told if one.kind == kind and one.is_good]
    there = set(kept)
    return [one for one in acknowledged if one not in there]


def wrong_numbers(numbers: Iterable[int]) -> list[int]:
    """Numbers that lack between one and the last, or were given twice."""
    given = sorted(numbers)
    lacking = set(range(1, max(given, default=0) + 1)) - set(given)
    return sorted([*lacking, *(one for one, other in pairwise(given) if one == other)])
