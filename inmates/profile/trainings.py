"""A person's trainings as the profile shows them; subjects above supply places and papers.

Every reader of the profile sees all of it, so it must be fit for all of them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from core.ports import Port
from inmates.people.models import Person


@dataclass(frozen=True)
class Paper:
    """The result of a training: its number (empty before issue), its state in words, and the style of that state."""

    number: str
    state: str
    look: str
    icon_name: str = ""
    issued_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True)
class Training:
    """One place in a batch: `key` identifies it to the suppliers of papers, `facility` (key) is where it was held."""

    key: int
    name: str
    facility: int | None
    state: str
    look: str
    starts_on: date
    ends_on: date
    icon_name: str = ""
    ended_on: date | None = None
    end_reason: str = ""
    papers: list[Paper] = field(default_factory=list)


places_of: Port[[Person], list[Training]] = Port()
"""A person's places, newest first, without papers; one query."""
names_now: Port[[Collection[int]], Mapping[int, list[str]]] = Port()
"""The names of each person's (key) current batches; no entry for people who never had a place; one query."""
papers_of: Port[[Collection[int]], Mapping[int, list[Paper]]] = Port()
"""The papers of trainings, given by key; asked only if there are any; one query."""


def trainings_of(person: Person) -> list[Training]:
    """All trainings of the person with their papers, newest first."""
    found = [training for given in places_of.ask(person) for training in given]
    if found:
        for papers in papers_of.ask([training.key for training in found]):
            for training in found:
                training.papers.extend(papers.get(training.key, []))
    return found


def batches_now(people: Iterable[Person]) -> dict[int, list[str]]:
    """The names of each person's (key) current batches; no entry for people without any training so far."""
    found: dict[int, list[str]] = {}
    for given in names_now.ask([person.pk for person in people]):
        for key, names in given.items():
            found.setdefault(key, []).extend(names)
    return found
