"""The lists that guards walk with on a day: by block, by the hour of unlocking, and by destination.

All three hold the same rows (`whereabouts`). Whoever was released or moved is on none of them; whoever is out already,
or is kept in, stands on the list by block and at the training that misses them, but on no list of doors to be opened.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from accounts.models import User
from programs.movements.whereabouts import Walk, walks_at
from programs.timetable.models.sessions import Session


def _people(walks: Iterable[Walk]) -> int:
    """How many people are fetched, each counted once, however many sessions they walk to."""
    return len({walk.place.person_id for walk in walks if walk.is_fetched})


def _sessions(walks: Iterable[Walk]) -> list[Session]:
    found = {walk.session.pk: walk.session for walk in walks if walk.session}
    return sorted(found.values(), key=lambda session: (session.starts_at, session.room))


@dataclass
class Block:
    """A block with everybody whose training day begins in it; an empty name: nobody wrote down where they stay."""

    name: str
    walks: list[Walk] = field(default_factory=list)

    @property
    def people(self) -> int:
        """How many people are fetched from it."""
        return _people(self.walks)

    @property
    def for_training(self) -> int:
        """How many people of it walk to a training, and not elsewhere."""
        return _people(walk for walk in self.walks if walk.session)

    @property
    def sessions(self) -> list[Session]:
        """The sessions that people of this block walk to, each once, by their hour."""
        return _sessions(self.walks)


@dataclass
class Destination:
    """A room or a place outside, an hour, who is expected there then, and who is missed there and why."""

    at: datetime
    session: Session | None = None
    walks: list[Walk] = field(default_factory=list)
    missing: list[Walk] = field(default_factory=list)

    @property
    def people(self) -> int:
        """How many people are expected."""
        return len(self.walks)

    def place(self, *, for_facility: bool) -> str:
        """The room with its class, or the place outside as this reader may know it."""
        if self.session:
            return f"{self.session.room}, {self.session.batch.name}"
        return self.walks[0].where(for_facility=for_facility)

    @property
    def place_here(self) -> str:
        """For pages of the detention center."""
        return self.place(for_facility=True)

    @property
    def place_there(self) -> str:
        """For pages of the training center."""
        return self.place(for_facility=False)


@dataclass(frozen=True)
class MovementList:
    """All ways of a day. Ways that are none of training are read by the detention center alone."""

    day: date
    walks: list[Walk]
    for_facility: bool

    @property
    def fetched(self) -> list[Walk]:
        """The ways that are walked, as far as the reader may know them."""
        return [walk for walk in self.walks if walk.is_fetched and (walk.session or self.for_facility)]

    @property
    def people(self) -> int:
        """How many people are fetched on this day."""
        return _people(self.fetched)

    @property
    def departures(self) -> list[datetime]:
        """The moments at which somebody is fetched, in order."""
        return sorted({walk.leaves_at for walk in self.fetched})

    @property
    def blocks(self) -> list[Block]:
        """By block; within it by cell, name and hour."""
        return _by_block(self.walks, key=lambda w: (w.cell, w.place.person.name_sort, w.place.pk, w.leaves_at))

    @property
    def doors(self) -> list[Block]:
        """By block, only who is to be let out; within it by hour, then by cell: the order in which keys are turned."""
        return _by_block(self.fetched, key=lambda w: (w.leaves_at, w.cell, w.place.person.name_sort, w.place.pk))

    @property
    def destinations(self) -> list[Destination]:
        """By the hour, then by place."""
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
            one.walks.sort(key=lambda walk: (walk.place.person.name_sort, walk.place.pk))
        return sorted(found.values(), key=lambda one: (one.at, one.place(for_facility=self.for_facility)))


def _destination(found: dict[tuple, Destination], walk: Walk) -> Destination:
    # Each session has its own list: two classes of one hour do not meet because their rooms have one name.
    key = (walk.session.pk,) if walk.session else (walk.where(for_facility=True), walk.leaves_at)
    return found.setdefault(key, Destination(walk.leaves_at, walk.session))


def _by_block(walks: Iterable[Walk], *, key: Callable[[Walk], Any]) -> list[Block]:
    # Whoever has no block on record stands last, where a guard sees that something is missing.
    ordered = sorted(walks, key=lambda walk: (not walk.block, walk.block, *key(walk)))
    blocks: dict[str, Block] = {}
    for walk in ordered:
        blocks.setdefault(walk.block, Block(walk.block)).walks.append(walk)
    return list(blocks.values())


def movements_on(user: User, day: date) -> MovementList:
    """The movements on `day` around the sessions that the user sees: four queries, however many people."""
    sessions = Session.objects.visible_to(user).standing().filter(date=day).select_related("batch__facility")
    return MovementList(day, walks_at(user, sessions), user.facility_id is not None)
