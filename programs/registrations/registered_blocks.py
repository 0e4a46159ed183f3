"""Registering for blocks of units that stand alone, in place of the whole course, and from when that is late."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.errors import Blocker
from core.reasons import reason_blockers
from inmates.people.models import Person
from programs.batches.models import Batch
from programs.entry_rules.course_parts import CoursePart, part_of, timetables
from programs.entry_rules.known_facts import passed_outside
from programs.registrations.models import Registration
from programs.selection import chosen_blocks


def choice_of(batch: Batch, records: Collection[Person] = ()) -> dict[str, Any]:
    """What a form offers: the `blocks`, and the signs of those `passed` by the person of these records, if any."""
    blocks = chosen_blocks.offered(batch)
    return {"blocks": blocks, "passed": chosen_blocks.passed_among(blocks, passed(batch, records) if blocks else ())}


def passed(batch: Batch, records: Collection[Person]) -> set[str]:
    """Codes of units that the person of these records has passed, as far as the center knows; one query, or none."""
    return passed_outside(batch, {0: records})[0] if records else set()


def records_of(registration: Registration) -> list[Person]:
    """The records of one person that a registration names."""
    return [registration.person, *([registration.known_as] if registration.known_as else [])]


def blockers(batch: Batch, signs: Collection[str], records: Collection[Person], again: str = "") -> list[Blocker]:
    """Why the person of these records cannot take these blocks of the class; none chosen means the whole course.

    `again`: why what is passed already is wanted again.
    """
    return course_blockers(part_of(batch, signs), passed(batch, records), again) if signs else []


def reason_kept(batch: Batch, signs: Collection[str], records: Collection[Person], again: str) -> str:
    """The reason that is kept: none where nothing of what is chosen is passed already."""
    known = chosen_blocks.passed_among(chosen_blocks.offered(batch), passed(batch, records)) if again.strip() else set()
    return again.strip() if known & set(signs) else ""


def course_blockers(course: CoursePart, codes: Collection[str], again: str = "") -> list[Blocker]:
    """The same of blocks whose lessons are read already, and of somebody who has passed units of these codes."""
    batch, signs = course.batch, course.signs
    if not signs:
        return []
    found = chosen_blocks.known_blockers(batch, signs, codes, again)
    if not found and clock.today(batch.time_zone) > course.ends_on:
        found.append(Blocker("too_late", _("It is too late to enter this batch.")))
    return found


def list_words(course: CoursePart, reasons: Iterable[Blocker]) -> list[Blocker]:
    """The reasons against these blocks, of which those that send to a field of a form say what to do in a list."""
    unknown = _("This program has no blocks that can be taken alone. Leave that cell of the list blank.")
    if chosen_blocks.offered(course.batch):
        unknown = _("This program has no such block. Write one of these into the list: %(known)s.")
    passed_before = _(
        "Every unit of block %(blocks)s is passed already. Write another block into the list, or leave the row out and "
        "enter it on the page of the class, where the reason is written."
    )
    sentences = {"no_such_block": unknown, "passed_before": passed_before}
    return [replace(one, message=sentences[one.code] % one.values) if one.code in sentences else one for one in reasons]


def courses_of(batch: Batch, registrations: Sequence[Registration]) -> Mapping[int, CoursePart]:
    """What each of these registrations (key) for the class is about; one query, none if all are whole courses."""
    lessons = timetables([batch.pk]).get(batch.pk, ()) if any(one.blocks for one in registrations) else ()
    return {one.pk: CoursePart(batch, one.blocks, lessons) for one in registrations}


def has_begun(course: CoursePart) -> bool:
    """Whether lessons of this course may have been missed by whoever registers today."""
    if course.signs and course.lessons:
        return course.lessons[0].starts_at <= clock.now()
    return course.batch.state == Batch.State.RUNNING or clock.today(course.batch.time_zone) > course.batch.starts_on


def added(before: Collection[str], signs: Collection[str]) -> list[str] | None:
    """The blocks that these have beside those of before, none meaning the whole course; None if there are none."""
    new = [sign for sign in signs if sign not in before]
    return new if before and (new or not signs) else None


def more_of(registration: Registration, signs: Collection[str]) -> CoursePart | None:
    """What a registration corrected to these blocks takes beside what it was for; None if that is nothing."""
    new = added(registration.blocks, signs)
    return None if new is None else part_of(registration.batch, new)


def correction_blockers(registration: Registration, signs: Collection[str], reason: str) -> list[Blocker]:
    """Whether a registration corrected to blocks that have begun lacks its reason; one that is kept is enough."""
    more = None if registration.late_reason else more_of(registration, signs)
    return late_blockers(more, reason) if more else []


def late_blockers(course: CoursePart, reason: str) -> list[Blocker]:
    """Whether a registration after the course has begun lacks its reason."""
    if not has_begun(course):
        return []
    sentence = _("The class has begun. Say in at least %(count)s characters why the person still registers.")
    return reason_blockers(reason, sentence, code="late")
