"""Registrations come in by a list: what a row stores, and how it is taken back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from core import audit, clock
from core.audit import AuditEvent
from core.errors import Blocker, RuleViolation, refuse_if
from inmates.imports.dependents import dependents
from inmates.imports.list_kinds import KINDS, Chosen, Line, OfficeList, Stored, TakenRow, overtaken
from inmates.imports.models import ListImport
from inmates.imports.reading.lists import Table
from inmates.people.models import Person
from programs.batches.lock_order import hold
from programs.batches.models import Batch
from programs.entry_rules.course_parts import part_of
from programs.registrations import registered_blocks, registering
from programs.registrations.list_columns import Field
from programs.registrations.list_comparison import Entry, compare
from programs.registrations.list_files import REGISTRATIONS, rows_of
from programs.registrations.models import Registration
from programs.registrations.registering import FIELDS, PERMISSION

KIND = "registrations"
State = Registration.State
_PERSON = ("full_name", *FIELDS, "nik_sealed")
_REGISTRATION = (
    "state",
    "way",
    "blocks",
    "consent_on",
    "nik_index",
    "contact_sealed",
    "contact_consent_on",
    "decided_at",
    "decided_by_id",
    "registered_at",
    "registered_by_id",
    "known_as_id",
)


def batch_of(found: ListImport) -> Batch | None:
    """The public class whose list this is."""
    rows = Batch.objects.public().filter(public_id=found.about, training_center=found.training_center_id)
    return rows.select_related("training_center", "version__program").first()


def _blockers(found: ListImport, by: User) -> list[Blocker]:
    batch = batch_of(found)
    if batch is None or by.training_center_id != found.training_center_id or not by.has_perm(PERMISSION):
        return [Blocker("not_allowed", _("You do not register people for this class."))]
    return []


def _hold(found: ListImport) -> None:
    """Locks the center, so that its lists come one after another, and whom the list has registered.

    Of a list that is about to be accepted, people and classes are locked once the rows are chosen.
    """
    list(TrainingCenter.objects.select_for_update(no_key=True).filter(pk=found.training_center_id).values_list("pk"))
    made = Registration.objects.filter(pk__in=found.rows.values("target")).values_list("person", "batch")
    hold(people={person for person, _batch in made}, batches={batch for _person, batch in made})


def _compare(found: ListImport, table: Table[Field], by: User) -> list[Line]:
    today = clock.today(found.training_center.time_zone)
    batch = batch_of(found)
    return compare(batch, rows_of(table, today=today), by=by, today=today) if batch else []


def _store(found: ListImport, chosen: Sequence[Chosen], by: User) -> list[Stored]:
    named = [one.answer for one in chosen if one.answer not in ("", "new")]
    people = {str(one.public_id): one for one in Person.objects.filter(public_id__in=named)}
    hold(people=[one.pk for one in people.values()], batches=[one.line.content.batch.pk for one in chosen])
    _refuse_if_overtaken([one.line.content.registration for one in chosen if one.line.content.registration])
    return [_stored(one.line.row, one.line.content, people.get(one.answer), one.answer == "new", by) for one in chosen]


def _refuse_if_overtaken(shown: list[Registration]) -> None:
    """Each of these is read anew under the lock; whatever has been written meanwhile was not compared."""
    rows = Registration.objects.select_related("person").in_bulk([one.pk for one in shown])
    if any(one.pk not in rows or _packed(rows[one.pk]) != _packed(one) for one in shown):
        refuse_if([overtaken()])


def _stored(row: int, entry: Entry, same_as: Person | None, is_new: bool, by: User) -> Stored:
    try:
        return _written(row, entry, same_as, is_new, by)
    except RuleViolation as refused:
        # Only the answer says who it is, so what that person has passed is known here for the first time.
        reasons = registered_blocks.list_words(part_of(entry.batch, entry.blocks), refused.reasons)
        raise RuleViolation([_of_row(row, reason) for reason in reasons]) from None


def _of_row(row: int, reason: Blocker) -> Blocker:
    """The reason with the row of the sheet: the whole list is refused for it, and somebody has to find it."""
    said = {"row": row, "message": reason.message}
    return replace(reason, message=_("Row %(row)s: %(message)s") % said, values={**reason.values, "row": row})


def _written(row: int, entry: Entry, same_as: Person | None, is_new: bool, by: User) -> Stored:
    words: dict[str, Any] = {"by": by, "who": entry.who, "way": entry.way, "consent_on": entry.consent_on}
    words["contact"], words["blocks"] = entry.contact, entry.blocks
    if entry.registration:
        before = _packed(entry.registration)
        if list(entry.blocks) == entry.registration.blocks:
            words["blocks"] = None
        return Stored(row, registering.correct(entry.registration, **words).pk, before, is_new=False)
    again = entry.batch.registrations.of_person(same_as).select_related("person").first() if same_as else None
    before = _packed(again) if again else {}
    made = registering.register(entry.batch, **words, same_as=same_as, is_new=is_new)
    return Stored(row, made.pk, before, is_new=again is None)


def _packed(registration: Registration) -> dict[str, Any]:
    values = {
        "person": {name: getattr(registration.person, name) for name in _PERSON},
        "registration": {name: getattr(registration, name) for name in _REGISTRATION},
    }
    return {half: {name: _plain(value) for name, value in row.items()} for half, row in values.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _opened(row: Model, name: str, value: Any) -> Any:
    """The value of a field as it was before `_plain`."""
    field: Any = row._meta.get_field(name)
    return field.to_python(value)


def _undo_blockers(found: ListImport) -> list[Blocker]:
    targets = list(found.rows.values_list("target", "is_new"))
    rows = Registration.objects.filter(pk__in=[pk for pk, _new in targets])
    reasons = []
    if rows.exclude(state=State.NEW).exists():
        reasons.append(Blocker("decided", _("Registrations of this list have been decided on.")))
    if _changed_later(found, [pk for pk, _new in targets]):
        reasons.append(Blocker("changed_later", _("Registrations of this list have been changed since.")))
    made = rows.filter(pk__in=[pk for pk, new in targets if new], made_person=True)
    if _in_use(list(made.values_list("pk", "person"))):
        reasons.append(Blocker("in_use", _("People of this list have since been registered or recorded elsewhere.")))
    return reasons


def _changed_later(found: ListImport, targets: list[int]) -> bool:
    # Keys grow over time and, unlike a clock, never repeat.
    accepted = AuditEvent.objects.about(found).filter(action="list_import.accept").values_list("pk", flat=True).first()
    events = AuditEvent.objects.filter(target_type=Registration._meta.label_lower, pk__gt=accepted or 0)
    return events.filter(target_id__in=[str(pk) for pk in targets], action__startswith="registration.").exists()


def _in_use(made: list[tuple[int, int]]) -> bool:
    """Whether other rows name people whose records the list made."""
    people, own = [person for _pk, person in made], [pk for pk, _person in made]
    for model in (model for models in dependents.ask() for model in models):
        rows = model._default_manager.filter(person__in=people)
        if (rows.exclude(pk__in=own) if model is Registration else rows).exists():
            return True
    return Registration.objects.filter(Q(known_as__in=people)).exists()


def _take_back(found: ListImport, rows: Sequence[TakenRow], by: User) -> None:
    known = Registration.objects.select_related("person").in_bulk([one.row.target for one in rows])
    audit.record_each(
        "registration.take_back",
        by=by,
        targets=[(known[one.row.target], {"is_new": one.row.is_new}) for one in rows],
    )
    for one in rows:
        registration = known[one.row.target]
        if one.row.is_new:
            _remove(registration)
        else:
            _restore(registration, one.before)


def _remove(registration: Registration) -> None:
    person, is_made = registration.person, registration.made_person
    registration.delete()
    if is_made:
        person.delete()


def _restore(registration: Registration, before: dict[str, Any]) -> None:
    person = registration.person
    for row, values in ((person, before["person"]), (registration, before["registration"])):
        for name, value in values.items():
            setattr(row, name, _opened(row, name, value))
    person.set_name(person.full_name)
    person.save()
    registration.save()


KINDS.add(
    KIND,
    OfficeList(
        table=REGISTRATIONS,
        blockers=_blockers,
        compare=_compare,
        store=_store,
        undo_blockers=_undo_blockers,
        take_back=_take_back,
        hold=_hold,
    ),
)
