"""The movement lists that guards carry: by block, by unlocking time, by destination.

All three hold the same rows (`whereabouts`). People released or transferred are on none of them. People already out,
or kept in, appear in the list by block and at the training they miss, but never among the doors to open.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from accounts.models import User
from programs.movements.whereabouts import Walk, walks_at
from programs.timetable.models.sessions import Session


def _people(walks: Iterable[Walk]) -> int:
    """Number of people fetched, each counted once, however many sessions they walk to."""
    return len({walk.place.person_id for walk in walks if walk.is_fetched})


def _sessions(walks: Iterable[Walk]) -> list[Session]:
    found = {walk.session.pk: walk.session for walk in walks if walk.session}
    return sorted(found.values(), key=lambda session: (session.starts_at, session.room))


@dataclass
class Block:
    """A block and everybody whose training day starts there; the name is empty for people without a recorded block."""

    name: str
    walks: list[Walk] = field(default_factory=list)

    @property
    def people(self) -> int:
        """Number of people fetched from the block."""
        return _people(self.walks)

    @property
    def for_training(self) -> int:
        """Number of people walking to a training and nowhere else."""
        return _people(walk for walk in self.walks if walk.session)

    @property
    def sessions(self) -> list[Session]:
        """Sessions that people of this block walk to, each once, by start time."""
        return _sessions(self.walks)


@dataclass
class Destination:
    """A room or outside place and a time, with the people expected there and those missing, with reasons."""

    at: datetime
    session: Session | None = None
    walks: list[Walk] = field(default_factory=list)
    missing: list[Walk] = field(default_factory=list)

    @property
    def people(self) -> int:
        """Number of people expected."""
        return len(self.walks)

    @property
    def place(self) -> str:
        """The room and its class, or the outside place, which only lists of the detention center contain."""
        if self.session:
            return f"{self.session.room}, {self.session.batch.name}"
        return self.walks[0].where_to


@dataclass(frozen=True)
class MovementList:
    """All movements of a day. Only the detention center sees movements other than to training."""

    day: date
    walks: list[Walk]
    for_facility: bool

    @property
    def fetched(self) -> list[Walk]:
        """Movements that take place, as far as the reader may know them."""
        return [walk for walk in self.walks if walk.is_fetched and (walk.session or self.for_facility)]

    @property
    def people(self) -> int:
        """Number of people fetched that day."""
        return _people(self.fetched)

    @property
    def departures(self) -> list[datetime]:
        """Times at which somebody is fetched, in order."""
        return sorted({walk.leaves_at for walk in self.fetched})

    @property
    def blocks(self) -> list[Block]:
        """Grouped by block; within it sorted by cell, name and time."""
        return _by_block(self.walks, key=lambda w: (w.cell, w.place.person.name_sort, w.place.pk, w.leaves_at))

    @property
    def doors(self) -> list[Block]:
        """Grouped by block, only people to be let out; within it sorted by time, then cell: the order of unlocking."""
        return _by_block(self.fetched, key=lambda w: (w.leaves_at, w.cell, w.place.person.name_sort, w.place.pk))

    @property
    def destinations(self) -> list[Destination]:
        """Sorted by time, then place."""
        found: dict[tuple, Destination] = {}
        for walk in self.fetched:
            _destination(found, walk).walks.append(walk)
        for walk in self.walks:
            if walk.session and walk.out_as:
                _destination(found, walk).missing.append(walk)
            for missed in walk.missed:
                if missed.session:
                    _destination(found, missed).missing.append(walk)
        for one in found.values():
            one.walks.sort(key=_by_name)
            one.missing.sort(key=_by_name)
        return sorted(found.values(), key=lambda one: (one.at, one.place))


def _by_name(walk: Walk) -> tuple[str, int]:
    return walk.place.person.name_sort, walk.place.pk


def _destination(found: dict[tuple, Destination], walk: Walk) -> Destination:
    # One list per session: two classes at the same time in rooms of the same name are still separate.
    key = (walk.session.pk,) if walk.session else (walk.where_to, walk.leaves_at)
    return found.setdefault(key, Destination(walk.leaves_at, walk.session))


def _by_block(walks: Iterable[Walk], *, key: Callable[[Walk], Any]) -> list[Block]:
    # People without a recorded block come last, where a guard notices that something is missing.
    ordered = sorted(walks, key=lambda walk: (not walk.block, walk.block, *key(walk)))
    blocks: dict[str, Block] = {}
    for walk in ordered:
        blocks.setdefault(walk.block, Block(walk.block)).walks.append(walk)
    return list(blocks.values())


def movements_on(user: User, day: date) -> MovementList:
    """Movements on `day` around the sessions visible to the user; four queries in total."""
    of_day = Session.objects.visible_to(user).standing().filter(date=day, facility__isnull=False)
    sessions = of_day.select_related("batch__facility")
    return MovementList(day, walks_at(user, sessions), user.facility_id is not None)
