"""The counts in figures as they are kept, by where they stand: what two nights, reports or times tell of the same.

A count may differ from every other that was told in its place by none or by five.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import Any

from outcomes.effect.small_cells import SMALL

# Counts in what a report keeps, and what names a row there.
COUNTS = frozenset({"x", "n", "base", "unknown", "without", "finished", "in_hand"})
ABOUT = ("dimension", "value", "step", "wave", "key", "day")
# Columns of tables, and where a page tells of all what they add up to.
_TOTALS = {"working": "/standings/working/x", "unknown": "/standings/unknown/x", "in_hand": "/in_hand/x"}
Known = Mapping[str, Collection[int]]


def differs(place: str, part: Any, known: Known) -> bool:
    """Whether a count of the part is a few people off from one known in its place."""
    return any(is_few(where, count, known) for where, count in counts_in(place, part))


def is_few(place: str, count: int, known: Known) -> bool:
    """Whether a count is a few people off from one known in its place."""
    return any(0 < abs(before - count) < SMALL for before in known.get(place, ()))


def differs_by_few(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether a count that both show, or tell by what is left, differs by one to four people."""
    known = dict(counts_in("", before))
    return any(0 < abs(known.get(place, count) - count) < SMALL for place, count in counts_in("", after))


def rests_of(figures: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """What all of a page leave when the rows of a table, or a group, are taken from it."""
    everybody = figures.get("page", {})
    whole = dict(counts_in("", everybody))
    for table in figures.get("tables", ()):
        for name, place in _TOTALS.items():
            shown = sum(_shown(row[name]) for row in table["rows"])
            if place in whole:
                yield f"/tables/{table['dimension']}/rest/{name}", whole[place] - shown
    for group in figures.get("groups", ()):
        for place, count in counts_in("", group["figures"]):
            if place in whole:
                yield f"/groups/{group['value']}/rest{place}", whole[place] - count


def _shown(cell: Any) -> int:
    return (cell["x"] if isinstance(cell, dict) else cell) or 0


def counts_in(place: str, part: Any) -> Iterator[tuple[str, int]]:
    """Every shown count with its place; rows of a list by what they are about."""
    if isinstance(part, dict):
        if "page" in part:
            yield from rests_of(part)
        yield from _remainders(place, part)
        for name, value in part.items():
            if name in COUNTS and isinstance(value, int):
                yield f"{place}/{name}", value
            else:
                yield from counts_in(f"{place}/{name}", value)
    elif isinstance(part, list):
        for number, row in enumerate(part):
            about = next((row[name] for name in ABOUT if name in row), number) if isinstance(row, dict) else number
            yield from counts_in(f"{place}/{about}", row)


def _remainders(place: str, part: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Counts that a part tells without printing them: what is left of its people, and who is lost between two steps."""
    unknown = part["unknown"]["x"] if isinstance(part.get("unknown"), dict) else part.get("unknown")
    working = part["working"]["x"] if isinstance(part.get("working"), dict) else part.get("x")
    people = part.get("base", part.get("n"))
    if people is not None and working is not None and unknown is not None:
        yield f"{place}/rest", people - working - unknown
    if part.get("finished") is not None and part.get("in_hand") is not None:
        yield f"{place}/without", part["finished"] - part["in_hand"]
    if part.get("finished") is not None:
        yield f"{place}/unfinished", part["n"] - part["finished"]
    for step, after in pairwise(part.get("funnel", ())):
        if step["x"] is not None and after["x"] is not None:
            yield f"{place}/after {step['step']}", step["x"] - after["x"]
