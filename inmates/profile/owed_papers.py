"""What an office still owes to people who have left: apps to the left say what, this one knows none of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import User
from inmates.people.models import Person


@dataclass(frozen=True)
class Owed:
    """One thing that somebody is to be given: what, which one, and where it is dealt with, if by the reader."""

    title: str
    note: str
    url: str = ""


@dataclass(frozen=True)
class Source:
    """One kind of things: the keys of all people who wait for one, and the things of one person for a reader."""

    people: Callable[[], QuerySet]
    things: Callable[[Person, User], Iterable[Owed]]


_sources: list[Source] = []


def register(source: Source) -> Source:
    """Adds a kind of things, at import."""
    if source not in _sources:
        _sources.append(source)
    return source


def waits() -> Q:
    """The condition under which something is owed to a person."""
    condition = Q(pk__in=[])
    for source in _sources:
        condition |= Q(pk__in=source.people())
    return condition


def owed_to(person: Person, *, reader: User) -> list[Owed]:
    """Everything that `person` is still to be given, kind by kind."""
    return [owed for source in _sources for owed in source.things(person, reader)]
