"""What an office still owes people who have left. Subjects above name the kinds; this one knows none of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import User
from core.ports import Port
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


debts: Port[[], tuple[Source, ...]] = Port()
"""The kinds of things an office may owe; asked for each page of people who have left."""


def _sources() -> list[Source]:
    return [source for given in debts.ask() for source in given]


def waits() -> Q:
    """Matches people who are owed something."""
    condition = Q(pk__in=[])
    for source in _sources():
        condition |= Q(pk__in=source.people())
    return condition


def owed_to(person: Person, *, reader: User) -> list[Owed]:
    """Everything owed to `person`, kind by kind."""
    return [owed for source in _sources() for owed in source.things(person, reader)]
