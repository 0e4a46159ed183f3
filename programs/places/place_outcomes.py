"""What came of places: results of their units, and papers. Areas above tell it; this one knows none of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from accounts.models import User
from core.ports import Port
from programs.places.models import Enrollment

One = TypeVar("One")


@dataclass(frozen=True)
class UnitOutcome:
    """How one unit ended, in the words of whoever assesses."""

    title: str
    label: str
    is_passed: bool


@dataclass(frozen=True)
class Paper:
    """A paper that the reader may open: its kind and number, where it lies, and its state."""

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
    """The places (keys) from which a paper with this number came."""
    return {place for told in numbers_port.ask(number, reader) for place in told}


def results_of(places: Iterable[Enrollment]) -> dict[int, list[UnitOutcome]]:
    """How the units of each of these places (keys) ended."""
    return _joined(results_port.ask(places))


def papers_of(places: Iterable[Enrollment], reader: User) -> dict[int, list[Paper]]:
    """The papers that came of each of these places (keys), as far as this reader may open them."""
    return _joined(papers_port.ask(places, reader))


def _joined(told: Iterable[Mapping[int, list[One]]]) -> dict[int, list[One]]:
    found: dict[int, list[One]] = {}
    for one in told:
        for key, rows in one.items():
            found.setdefault(key, []).extend(rows)
    return found
