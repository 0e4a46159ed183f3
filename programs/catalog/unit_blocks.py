"""Units that stand alone: blocks of a version, each of which may be taken without the rest of the course."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from core.errors import Blocker
from programs.catalog.models import ProgramUnit


class _Row(Protocol):
    @property
    def block(self) -> str: ...


class _Facts(Protocol):
    @property
    def is_without_assessment(self) -> bool: ...


@dataclass(frozen=True)
class Block:
    """Units that may be taken together without the others, in the order of teaching."""

    sign: str
    units: tuple[ProgramUnit, ...]

    @property
    def jp(self) -> int:
        """JP of its units."""
        return sum(unit.jp for unit in self.units)

    @property
    def titles(self) -> str:
        """Its units by title."""
        return ", ".join(unit.title for unit in self.units)


def blocks_of(units: Iterable[ProgramUnit]) -> list[Block]:
    """The blocks of a version, in the order in which they begin."""
    found: dict[str, list[ProgramUnit]] = {}
    for unit in units:
        if unit.block:
            found.setdefault(unit.block, []).append(unit)
    return [Block(sign, tuple(own)) for sign, own in found.items()]


def signs_of(units: Iterable[ProgramUnit]) -> list[str]:
    """The signs of the blocks of these units, in their order."""
    return [block.sign for block in blocks_of(units)]


def normalized(units: Sequence[ProgramUnit], signs: Collection[str]) -> list[str]:
    """The chosen blocks in the order of teaching; none where they make the whole course."""
    if all(unit.block in signs for unit in units):
        return []
    return [block.sign for block in blocks_of(units) if block.sign in signs]


def taken(units: Iterable[ProgramUnit], signs: Collection[str]) -> list[ProgramUnit]:
    """The units of these blocks; of no block, every unit."""
    return [unit for unit in units if not signs or unit.block in signs]


def row_blockers(facts: _Facts, rows: Iterable[_Row]) -> list[Blocker]:
    """Why units cannot be marked as standing alone: nothing could be stated of part of a course without assessment."""
    if not facts.is_without_assessment or not any(row.block.strip() for row in rows):
        return []
    text = _("A course without assessment is taken as a whole, since no unit of it can be stated. Clear the blocks.")
    return [Blocker("blocks", text)]
