"""What an office still owes people who have left. Apps above register the kinds; this one knows none of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import User
from inmates.people.models import Person


@dataclass(frozen=True)
class Owed:
    """One thing owed: what, which one, and where to deal with it, if the reader may."""

    title: str
    note: str
    url: str = ""


@dataclass(frozen=True)
class Source:
    """One kind of debt: the keys of all people owed something, and the things owed to one person as a reader
    sees them.
    """

    people: Callable[[], QuerySet]
    things: Callable[[Person, User], Iterable[Owed]]


_sources: list[Source] = []


def register(source: Source) -> Source:
    """Registers a kind of debt, at import."""
    if source not in _sources:
        _sources.append(source)
    return source


def waits() -> Q:
    """Matches people who are owed something."""
    condition = Q(pk__in=[])
    for source in _sources:
        condition |= Q(pk__in=source.people())
    return condition


def owed_to(person: Person, *, reader: User) -> list[Owed]:
    """Everything owed to `person`, kind by kind."""
    return [owed for source in _sources for owed in source.things(person, reader)]
