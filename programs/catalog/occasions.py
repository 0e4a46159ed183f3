"""Events in the life of a program on which later apps act within the same transaction."""

from dataclasses import dataclass

from core.occasions import Occasion
from programs.catalog.models import ProgramVersion


@dataclass(frozen=True)
class Succession:
    """A version drafted to succeed another; it replaces that one when opened."""

    version: ProgramVersion
    after: ProgramVersion


program_begins: Occasion[ProgramVersion] = Occasion()
"""The first version of a new program is written, without units yet."""

version_follows: Occasion[Succession] = Occasion()
"""The next version of a program is written, before it has facts and units of its own."""
