"""The trainings of a person as the profile shows them: subjects above tell of places and papers, this one knows none.

Every reader of the profile sees all of it, so what is told here must be fit for all of them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from core.ports import Port
from inmates.people.models import Person


@dataclass(frozen=True)
class Paper:
    """What came of a training: its number (empty before the issue), its state in words, the look of that state."""

    number: str
    state: str
    look: str
    icon_name: str = ""
    issued_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True)
class Training:
    """One place in a batch: `key` names it to those who tell of its papers, `facility` (key) is where it was given."""

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
"""The places of one person, newest first, without their papers; one query."""
names_now: Port[[Collection[int]], Mapping[int, list[str]]] = Port()
"""Of people (keys) the names of the batches they are in; no entry for whoever never had a place; one query."""
papers_of: Port[[Collection[int]], Mapping[int, list[Paper]]] = Port()
"""What came of trainings, given their keys and asked only where there are any; one query."""


def trainings_of(person: Person) -> list[Training]:
    """Every training of the person with its papers, newest first."""
    found = [training for given in places_of.ask(person) for training in given]
    if found:
        for papers in papers_of.ask([training.key for training in found]):
            for training in found:
                training.papers.extend(papers.get(training.key, []))
    return found


def batches_now(people: Iterable[Person]) -> dict[int, list[str]]:
    """Of each person (key) the names of the batches that he or she is in; no entry without any training so far."""
    found: dict[int, list[str]] = {}
    for given in names_now.ask([person.pk for person in people]):
        for key, names in given.items():
            found.setdefault(key, []).extend(names)
    return found
