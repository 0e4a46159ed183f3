"""Outcomes of places: unit results and papers. Apps above register them; this module knows none of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from accounts.models import User
from core.ports import Port
from programs.places.models import Enrollment

One = TypeVar("One")


@dataclass(frozen=True)
class UnitOutcome:
    """The result of one unit, as worded by the assessing app."""

    title: str
    label: str
    is_passed: bool


@dataclass(frozen=True)
class Paper:
    """A paper the reader may open: kind, number, link and state."""

    label: str
    url: str
    note: str


results_port: Port[[Iterable[Enrollment]], Mapping[int, list[UnitOutcome]]] = Port()
"""Asked for the results of places, by their keys; whoever may see a place may see them."""

papers_port: Port[[Iterable[Enrollment], User], Mapping[int, list[Paper]]] = Port()
"""Asked for the papers that came of places, by their keys, as far as the reader may open them."""


numbers_port: Port[[str, User], Iterable[int]] = Port()
"""Asked which places (keys) have a paper with exactly this number, as far as the reader may open it."""


def places_of_number(number: str, reader: User) -> set[int]:
    """Keys of the places that a paper with this number belongs to."""
    return {place for told in numbers_port.ask(number, reader) for place in told}


def results_of(places: Iterable[Enrollment]) -> dict[int, list[UnitOutcome]]:
    """Unit results for each of these places (keys)."""
    return _joined(results_port.ask(places))


def papers_of(places: Iterable[Enrollment], reader: User) -> dict[int, list[Paper]]:
    """Papers for each of these places (keys) that this reader may open."""
    return _joined(papers_port.ask(places, reader))


def _joined(told: Iterable[Mapping[int, list[One]]]) -> dict[int, list[One]]:
    found: dict[int, list[One]] = {}
    for one in told:
        for key, rows in one.items():
            found.setdefault(key, []).extend(rows)
    return found
