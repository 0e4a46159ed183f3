"""Applying for blocks of units that stand alone, in place of the whole course."""

from collections.abc import Collection, Sequence
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.errors import Blocker
from inmates.people.models import Person
from programs.batches.models import Batch
from programs.catalog.unit_blocks import Block, blocks_of
from programs.catalog.unit_codes import code_key
from programs.entry_rules.course_parts import part_of
from programs.entry_rules.known_facts import passed_codes


def offered(batch: Batch) -> list[Block]:
    """The blocks of the batch's program that may be taken alone; one query."""
    return blocks_of(batch.version.units.all())


def choice_of(batch: Batch, person: Person) -> dict[str, Any]:
    """What a form offers the person: the `blocks`, and the signs of those `passed`."""
    blocks = offered(batch)
    return {"blocks": blocks, "passed": _passed(blocks, person)}


def _passed(blocks: Sequence[Block], person: Person) -> set[str]:
    """Signs of the blocks of which the person has passed every unit already, here or elsewhere; one query, or none."""
    codes = passed_codes(person.pk) if blocks else set()
    return {block.sign for block in blocks if all(code_key(unit.code) in codes for unit in block.units)}


def blockers(batch: Batch, person: Person, signs: Collection[str]) -> list[Blocker]:
    """Why the person cannot take these blocks of the batch; none chosen means the whole course."""
    if not signs:
        return []
    blocks = offered(batch)
    if set(signs) - {block.sign for block in blocks}:
        return [Blocker("no_such_block", _("This program has no such block. Choose among those that are listed."))]
    if again := sorted(_passed(blocks, person) & set(signs)):
        text = _("Every unit of block %(blocks)s is passed already and is not taught again. Choose another block.")
        return [Blocker("passed_before", text % {"blocks": ", ".join(again)})]
    return []


def takes_applications(batch: Batch) -> bool:
    """Whether somebody may apply: for anything before the start, and while it runs for blocks; one query then."""
    return batch.state == Batch.State.SELECTING or (batch.state == Batch.State.RUNNING and bool(offered(batch)))


def is_still_ahead(batch: Batch, signs: Collection[str]) -> bool:
    """Whether the lessons of these blocks have not begun yet."""
    part = part_of(batch, signs)
    return bool(part.lessons) and part.lessons[0].starts_at > clock.now()


def words(signs: Collection[str]) -> str:
    """What is taken, in words: the blocks, or nothing for the whole course."""
    return _("block %(blocks)s") % {"blocks": ", ".join(signs)} if signs else ""
