"""Applying for blocks of units that stand alone, in place of the whole course."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.errors import Blocker
from core.reasons import reason_blockers
from inmates.people.models import Person
from programs.batches.models import Batch
from programs.catalog.unit_blocks import Block, blocks_of
from programs.catalog.unit_codes import code_key
from programs.entry_rules.course_parts import CoursePart, Lesson, part_of, timetables
from programs.entry_rules.known_facts import passed_codes


def offered(batch: Batch) -> list[Block]:
    """The blocks of the batch's program that may be taken alone; one query."""
    return blocks_of(batch.version.units.all())


def choice_of(batch: Batch, person: Person) -> dict[str, Any]:
    """What a form offers the person: the `blocks`, and the signs of those `passed`."""
    blocks = offered(batch)
    return {"blocks": blocks, "passed": passed_among(blocks, passed_codes(person.pk) if blocks else set())}


def choices_of(batches: Iterable[Batch], person: Person) -> dict[int, dict[str, Any]]:
    """Like `choice_of` for each of these batches (key) that has blocks; their units and one query more, or none."""
    blocks = {batch.pk: found for batch in batches if (found := offered(batch))}
    codes = passed_codes(person.pk) if blocks else set()
    return {pk: {"blocks": found, "passed": passed_among(found, codes)} for pk, found in blocks.items()}


def passed_among(blocks: Iterable[Block], codes: Collection[str]) -> set[str]:
    """Signs of those of these blocks of which every unit is among the passed ones (normalized codes)."""
    return {block.sign for block in blocks if all(code_key(unit.code) in codes for unit in block.units)}


def batches_open(batches: QuerySet[Batch]) -> list[Batch]:
    """Those of these batches that take applications: before their start, and while a block of them is still ahead.

    Three queries, or two if none of them runs.
    """
    runs = Q(state=Batch.State.RUNNING, pk__in=batches.filter(version__units__block__gt="").values("pk"))
    rows = batches.filter(Q(state=Batch.State.SELECTING) | runs).prefetch_related("version__units")
    found = list(rows.select_related("version__program", "facility").order_by("starts_on", "pk"))
    lessons = timetables(one.pk for one in found if one.state == Batch.State.RUNNING)
    return [one for one in found if one.state == Batch.State.SELECTING or _is_any_ahead(one, lessons.get(one.pk, ()))]


def _is_any_ahead(batch: Batch, lessons: Sequence[Lesson]) -> bool:
    return any(_is_ahead(CoursePart(batch, [block.sign], lessons)) for block in offered(batch))


def blockers(batch: Batch, person: Person, signs: Collection[str], again: str = "") -> list[Blocker]:
    """Why the person cannot take these blocks of the batch; none chosen means the whole course.

    `again`: why what is passed already is wanted again, as somebody has ticked and written.
    """
    if not signs:
        return []
    return known_blockers(batch, signs, passed_codes(person.pk), again)


def known_blockers(batch: Batch, signs: Collection[str], codes: Collection[str], again: str = "") -> list[Blocker]:
    """The same of somebody of whom the passed units are known by their normalized `codes`."""
    blocks = offered(batch)
    if set(signs) - {block.sign for block in blocks}:
        text = _("This program has no such block. Choose among those that are listed.")
        return [Blocker("no_such_block", text, values={"known": ", ".join(block.sign for block in blocks)})]
    passed = sorted(passed_among(blocks, codes) & set(signs))
    if passed and not again.strip():
        text = _(
            "Every unit of block %(blocks)s is passed already. Choose another block, or tick that it is wanted again, "
            "and say why."
        )
        values = {"blocks": ", ".join(passed)}
        return [Blocker("passed_before", text % values, values=values)]
    if passed:
        return reason_blockers(again, _("Say in at least %(count)s characters why it is wanted again."), code="again")
    return []


def reason_kept(batch: Batch, person: Person, signs: Collection[str], again: str) -> str:
    """The reason that is kept: none where nothing of what is chosen is passed already."""
    passed = passed_among(offered(batch), passed_codes(person.pk)) if again.strip() else set()
    return again.strip() if passed & set(signs) else ""


def takes_applications(batch: Batch) -> bool:
    """Whether somebody may apply: for anything before the start, and while it runs for blocks; one query then."""
    return batch.state == Batch.State.SELECTING or (batch.state == Batch.State.RUNNING and bool(offered(batch)))


def is_still_ahead(batch: Batch, signs: Collection[str]) -> bool:
    """Whether the lessons of these blocks have not begun yet."""
    return _is_ahead(part_of(batch, signs))


def _is_ahead(part: CoursePart) -> bool:
    return bool(part.lessons) and part.lessons[0].starts_at > clock.now()


def words(signs: Collection[str]) -> str:
    """What is taken, in words: the blocks, or nothing for the whole course."""
    return _("block %(blocks)s") % {"blocks": ", ".join(signs)} if signs else ""
