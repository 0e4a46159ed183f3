"""Recording how far somebody is with what is needed before leaving."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import Blocker, refuse_if
from inmates.custody.in_custody import locked, today_of
from inmates.people.models import Person
from inmates.profile.released_people import released_by
from outcomes.leaving.models import Readiness, ReadinessItem, ReadinessNote
from outcomes.leaving.readiness import ANSWERED_ELSEWHERE, facility_items, is_offered


@dataclass(frozen=True)
class Mark:
    """How far one thing is, with a note of the catalog."""

    state: str
    note: ReadinessNote | None = None


def may_record(person: Person, *, by: User) -> bool:
    """True for people here, and for those who left from here: what they are owed can still be given."""
    if person.facility_id:
        return person.facility_id == by.facility_id
    return released_by(by).filter(pk=person.pk).exists()


def blockers(person: Person, marks: Mapping[str, Mark], *, on: date, by: User) -> list[Blocker]:
    """Why these marks (by code of the item) cannot be recorded for that day."""
    if not may_record(person, by=by):
        sentence = _("This person is not in custody here and did not leave from here. Nothing can be recorded.")
        return [Blocker("not_here", sentence)]
    found = []
    if on > today_of(person):
        found.append(Blocker("in_future", _("The day lies in the future.")))
    known = {item.code: item for item in facility_items()}
    notes = dict(Readiness.objects.known().filter(person=person).values_list("item__code", "note"))
    for code, mark in marks.items():
        found += _mark_blockers(known.get(code), mark, has_left=person.facility_id is None, kept=notes.get(code))
    return found


def _mark_blockers(item: ReadinessItem | None, mark: Mark, *, has_left: bool, kept: int | None) -> list[Blocker]:
    if item is None or mark.state not in Readiness.State.values:
        return [Blocker("unknown", _("Choose items and states from the list."))]
    found = []
    if item.code == ANSWERED_ELSEWHERE:
        sentence = _("“%(item)s” is recorded by the training center alone.") % {"item": item.word}
        found.append(Blocker("answered_elsewhere", sentence))
    if has_left and not item.is_on_short_list:
        sentence = _("“%(item)s” cannot be settled any more: the person has left.") % {"item": item.word}
        found.append(Blocker("has_left", sentence))
    # A note that was kept before the catalog changed may stand.
    if mark.note and mark.note.pk != kept and not is_offered(mark.note, item):
        sentence = _("This note belongs to another item. Choose one of “%(item)s”.") % {"item": item.word}
        found.append(Blocker("foreign_note", sentence))
    return found


@transaction.atomic
def record_readiness(person: Person, *, by: User, on: date, marks: Mapping[str, Mark]) -> list[Readiness]:
    """Adds a row for each mark that differs from the newest one; returns the added rows. Raises `RuleViolation`."""
    person = locked(person)
    refuse_if(blockers(person, marks, on=on, by=by))
    items = {item.code: item for item in facility_items()}
    now_known: dict[int, Readiness] = {}
    for row in Readiness.objects.known().filter(person=person):
        now_known[row.item_id] = row
    added = [
        Readiness(
            person=person,
            facility=by.facility,
            item=items[code],
            state=mark.state,
            note=mark.note,
            on=on,
            recorded_by=by,
        )
        for code, mark in marks.items()
        if _differs(mark, now_known.get(items[code].pk))
    ]
    Readiness.objects.bulk_create(added)
    if added:
        audit.record("readiness.record", by=by, target=person, on=on, items={row.item.code: row.state for row in added})
    return added


def _differs(mark: Mark, row: Readiness | None) -> bool:
    if row is None:
        return mark.state != Readiness.State.OPEN or mark.note is not None
    return (mark.state, mark.note.pk if mark.note else None) != (row.state, row.note_id)
