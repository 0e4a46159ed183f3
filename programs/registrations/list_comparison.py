"""Compares a list of registrations with those that are recorded: each row is new, changed, unchanged or rejected."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.templatetags.dates import day
from inmates.imports.list_kinds import Effect, Line, Question
from inmates.people.codes import Education, Sex
from inmates.people.models import Person
from inmates.people.names import name_key
from programs.batches.models import Batch
from programs.catalog.unit_blocks import normalized
from programs.entry_rules.course_parts import CoursePart, timetables
from programs.entry_rules.known_facts import passed_outside
from programs.entry_rules.verdicts import ask_outside, unmet
from programs.registrations import registered_blocks, registering
from programs.registrations.contact_details import ContactDetails, plain_number
from programs.registrations.known_people import Wanted, alike_each, center_index, question_about
from programs.registrations.list_files import Row
from programs.registrations.models import Registration
from programs.registrations.registering import FIELDS, OPEN_STATES, Identity
from programs.selection.chosen_blocks import offered

State = Registration.State
LABELS = {
    "batch": gettext_lazy("Class"),
    "full_name": gettext_lazy("Full name"),
    "called_name": gettext_lazy("Called name"),
    "nik": gettext_lazy("NIK"),
    "birth_place": gettext_lazy("Place of birth"),
    "birth_date": gettext_lazy("Date of birth"),
    "sex": gettext_lazy("Sex"),
    "education": gettext_lazy("Last education"),
    "address": gettext_lazy("Address"),
    "telephone": gettext_lazy("Telephone number"),
    "contact_consent_on": gettext_lazy("Consent to be called signed on"),
    "blocks": gettext_lazy("Blocks of units"),
    "consent_on": gettext_lazy("Consent signed on"),
    "way": gettext_lazy("How registered"),
}


@dataclass(frozen=True, repr=False)
class Entry:
    """What a row stores: for which class, who, and how it came; of one recorded already, which."""

    batch: Batch
    who: Identity
    way: str
    consent_on: date | None
    contact: ContactDetails
    registration: Registration | None = None
    # Signs of blocks; none for the whole course.
    blocks: tuple[str, ...] = ()
    # Address or telephone of the row, without the consent by which they could be kept.
    drops_contact: bool = False


def compare(batch: Batch, rows: Sequence[Row], *, by: User, today: date) -> list[Line]:
    """What each row would change for this class, or for the public class of the same center that it names."""
    found = _Classes(batch, by)
    known = _Known(list(found.all.values()))
    counted = Counter(key for row in rows for key in _keys(row, found.of(row)))
    lines = _without_blocks([_line(row, found, known, counted) for row in rows], rows, found)
    return _asked(batch, _with_rules(lines, today))


def _with_rules(lines: list[Line], today: date) -> list[Line]:
    """The lines with a note for each entry rule that a person does not meet; it does not prevent registering."""
    told: dict[int, list[str]] = {}
    stored = [line for line in lines if line.content]
    for batch in {line.content.batch.pk: line.content.batch for line in stored}.values():
        own = {line.row: line.content for line in stored if line.content.batch.pk == batch.pk}
        records = {row: [_person(entry)] for row, entry in own.items()}
        takes = {row: entry.blocks for row, entry in own.items()}
        for row, answers in ask_outside(batch, records, on=today, takes=takes).items():
            told[row] = [answer.message for answer in unmet(answers)]
    return [replace(line, notes=(*line.notes, *told[line.row])) if told.get(line.row) else line for line in lines]


def _person(entry: Entry) -> Person:
    """The person as the row would store it; whoever it may be of those known is asked about only afterwards."""
    who = {name: getattr(entry.who, name) for name in ("full_name", *FIELDS)}
    return Person(pk=entry.registration.person_id if entry.registration else None, **who)


def _keys(row: Row, batch: Batch | None) -> list[tuple[int, str]]:
    """By what two rows of a file are about one person and class."""
    pk = batch.pk if batch else 0
    named = f"{name_key(row.full_name)} {row.birth_date}" if row.full_name and row.birth_date else ""
    return [(pk, key) for key in (row.nik, named) if key]


class _Classes:
    """The public classes of the center that take people now, and why others take none."""

    def __init__(self, batch: Batch, by: User) -> None:
        related = ("training_center", "version__program")
        rows = Batch.objects.public().visible_to(by).filter(state__in=OPEN_STATES).select_related(*related)
        self.own = batch
        self.all = {one.pk: one for one in rows} | {batch.pk: batch}
        prefetch_related_objects(list(self.all.values()), "version__units")
        self.named: dict[str, list[Batch]] = {}
        for one in self.all.values():
            for text in {name_key(one.name), name_key(one.version.program.name)}:
                self.named.setdefault(text, []).append(one)
        self.reasons = {
            pk: [str(reason) for reason in registering.class_blockers(one, by)] for pk, one in self.all.items()
        }
        # Whoever comes late has a reason of their own, which a list has no room for.
        late = _("The class has begun. Register this person on the page of the class, where the reason is written.")
        self.late = late
        self.lessons = timetables(self.all)

    def signs(self, row: Row, batch: Batch, found: Registration | None) -> tuple[str, ...]:
        """The blocks that the row names, as the class knows them; of what it says nothing, those registered for."""
        registered = tuple(found.blocks) if found else ()
        if row.blocks is None:
            return registered
        known = {block.sign for block in offered(batch)} | set(registered)
        # Only the class knows whether "A B" is one sign or two.
        said = [sign for text in row.blocks for sign in ([text] if text in known else text.split(" "))]
        if said and set(said) == set(registered):
            # The program may not have these blocks any more.
            return registered
        ordered = normalized(list(batch.version.units.all()), said) if said else []
        return (*ordered, *sorted(set(said) - known))

    def course(self, batch: Batch, signs: Collection[str]) -> CoursePart:
        """These blocks of the class, none meaning all."""
        return CoursePart(batch, signs, self.lessons.get(batch.pk, ()))

    def against(self, batch: Batch, signs: tuple[str, ...], found: Registration | None) -> list[str]:
        """Why nobody enters these blocks of the class now, by a list."""
        if found and signs == tuple(found.blocks):
            return self.reasons[batch.pk]
        course = self.course(batch, signs)
        if set(signs) - {block.sign for block in offered(batch)}:
            return [
                str(one) for one in registered_blocks.list_words(course, registered_blocks.course_blockers(course, ()))
            ]
        more: Collection[str] | None = signs
        if found:
            more = None if found.late_reason else registered_blocks.added(found.blocks, signs)
        is_late = more is not None and registered_blocks.has_begun(self.course(batch, more))
        late = [self.late] if is_late else []
        return [*self.reasons[batch.pk], *late]

    def of(self, row: Row) -> Batch | None:
        """The class that the row wishes for; that of the upload where it says nothing. None if it cannot be told."""
        if not row.wished:
            return self.own
        found = self.named.get(name_key(row.wished), [])
        return self.own if self.own in found else found[0] if len(found) == 1 else None


class _Known:
    """Registrations for these classes, found by NIK or by name and date of birth; one statement."""

    def __init__(self, batches: list[Batch]) -> None:
        rows = Registration.objects.filter(batch__in=batches).exclude(state=State.WITHDRAWN)
        self.by_nik: dict[tuple[int, str], Registration] = {}
        self.by_name: dict[tuple[int, str, date | None], list[Registration]] = {}
        classes = {batch.pk: batch for batch in batches}
        for one in rows.select_related("person", "known_as").order_by("pk"):
            one.batch = classes[one.batch_id]
            if one.nik_index:
                self.by_nik[(one.batch_id, one.nik_index)] = one
            self.by_name.setdefault((one.batch_id, one.person.name_key, one.person.birth_date), []).append(one)

    def find(self, row: Row, batch: Batch) -> list[Registration]:
        """Those that the row is about; with another NIK it is about somebody else."""
        index = center_index(row.nik, batch.training_center)
        if index and (one := self.by_nik.get((batch.pk, index))):
            return [one]
        if not row.birth_date:
            return []
        named = self.by_name.get((batch.pk, name_key(row.full_name), row.birth_date), [])
        return [one for one in named if not index or not one.nik_index]


def _line(row: Row, classes: _Classes, known: _Known, counted: Mapping[tuple[int, str], int]) -> Line:
    batch = classes.of(row)
    reasons = [str(fault.label) for fault in row.faults]
    if batch is None:
        text = _("“%(name)s” is none of the center's public classes that take people now.")
        return _rejected(row, [*reasons, text % {"name": row.wished}])
    if any(counted[key] > 1 for key in _keys(row, batch)):
        reasons.append(_("Two rows of the file are about this person and class."))
    found = known.find(row, batch)
    if len(found) > 1:
        reasons.append(_("Several registrations have this name and date of birth. Add the NIK to the file."))
    if reasons:
        return _rejected(row, reasons)
    if found and found[0].state != State.NEW:
        return Line(row.row, row.full_name, Effect.UNCHANGED, notes=(str(found[0].get_state_display()),))
    one = found[0] if found else None
    signs = classes.signs(row, batch, one)
    return _taken(row, _entry(row, batch, one, signs), classes.against(batch, signs, one))


def _rejected(row: Row, reasons: list[str]) -> Line:
    written = row.written or ", ".join(row.blocks or ()) or row.wished
    return Line(row.row, row.full_name, Effect.REJECTED, reasons=tuple(dict.fromkeys(reasons)), written=written)


def _taken(row: Row, entry: Entry, closed: list[str]) -> Line:
    batch, found = entry.batch, entry.registration
    changes = tuple(_changes(entry))
    reasons = [] if found and not changes else [*closed]
    reasons += [str(one) for one in registering.identity_blockers(batch, entry.who, entry.consent_on)]
    reasons += [str(one) for one in registering.contact_blockers(batch, entry.contact)]
    if reasons:
        return _rejected(row, reasons)
    effect = Effect.NEW if found is None else Effect.CHANGED if changes else Effect.UNCHANGED
    return Line(row.row, row.full_name, effect, changes, notes=tuple(_notes(entry)), content=entry)


def _block_reasons(batch: Batch, entries: dict[int, Entry], classes: _Classes) -> dict[int, list[str]]:
    """Why the blocks of a class that are new or changed cannot be taken, by row."""
    known = {row: entry.registration for row, entry in entries.items() if entry.registration}
    codes = passed_outside(batch, {row: registered_blocks.records_of(one) for row, one in known.items()})
    against = {}
    for row, entry in entries.items():
        if row not in known or list(entry.blocks) != known[row].blocks:
            course = classes.course(batch, entry.blocks)
            reasons = registered_blocks.course_blockers(course, codes.get(row, ()))
            against[row] = [str(one) for one in registered_blocks.list_words(course, reasons)]
    return against


def _without_blocks(lines: list[Line], rows: Sequence[Row], classes: _Classes) -> list[Line]:
    """The lines, of which those are rejected whose blocks cannot be taken; blocks that stay were asked about before."""
    own, written = [line for line in lines if line.content and line.content.blocks], {row.row: row for row in rows}
    against: dict[int, list[str]] = {}
    for batch in {line.content.batch.pk: line.content.batch for line in own}.values():
        entries = {line.row: line.content for line in own if line.content.batch.pk == batch.pk}
        against |= _block_reasons(batch, entries, classes)
    return [_rejected(written[line.row], against[line.row]) if against.get(line.row) else line for line in lines]


def _entry(row: Row, batch: Batch, found: Registration | None, signs: tuple[str, ...]) -> Entry:
    """What would be stored: what is recorded, with what the row adds; a blank cell deletes nothing."""
    said = {name: getattr(row, name) for name in ("full_name", "nik", *FIELDS)}
    given = ContactDetails(row.address, row.telephone, row.contact_consent_on)
    known = found.contact if found else ContactDetails()
    contact, drops = _contact(given, known), _is_dropped(given, known)
    if found is None:
        return Entry(batch, Identity(**said), row.way, row.consent_on, contact, drops_contact=drops, blocks=signs)
    person, is_own = found.person, registering.is_own(found)
    who = {
        name: said[name] if said[name] and (is_own or not getattr(person, name)) else getattr(person, name)
        for name in ("full_name", *FIELDS)
    }
    nik = said["nik"] if center_index(said["nik"], batch.training_center) != found.nik_index else ""
    consent_on = row.consent_on or found.consent_on
    return Entry(batch, Identity(**who, nik=nik), found.way, consent_on, contact, found, signs, drops)


def _contact(said: ContactDetails, known: ContactDetails) -> ContactDetails:
    """What is known, and what a row adds with the day of consent."""
    if said.consent_on is None:
        return known
    return ContactDetails(said.address or known.address, said.telephone or known.telephone, said.consent_on)


def _is_dropped(said: ContactDetails, known: ContactDetails) -> bool:
    """Whether a row has a contact that cannot be kept: whoever agreed to one number has not agreed to the next."""
    if said.consent_on:
        return False
    is_other = said.telephone and plain_number(said.telephone) != plain_number(known.telephone)
    return bool(is_other or (said.address and said.address != known.address))


def values_of(entry: Entry) -> dict[str, Any]:
    """All that the row stores, by field."""
    who = {name: getattr(entry.who, name) for name in ("full_name", "called_name", "nik", *FIELDS[1:])}
    contact, way = entry.contact, entry.way
    told = {"address": contact.address, "telephone": contact.telephone, "contact_consent_on": contact.consent_on}
    blocks = list(entry.blocks)
    return {"batch": entry.batch.name, **who, **told, "blocks": blocks, "consent_on": entry.consent_on, "way": way}


def _recorded(found: Registration) -> dict[str, Any]:
    who = Identity(**{name: getattr(found.person, name) for name in ("full_name", *FIELDS)})
    return values_of(Entry(found.batch, who, found.way, found.consent_on, found.contact, blocks=tuple(found.blocks)))


def _changes(entry: Entry) -> Iterator[tuple[str, str, str]]:
    before = _recorded(entry.registration) if entry.registration else {}
    for name, value in values_of(entry).items():
        if (value or name == "blocks") and value != before.get(name, []):
            yield str(LABELS[name]), _words(name, before.get(name)), _words(name, value)


def _words(name: str, value: Any) -> str:
    """A value as the page shows it; of a NIK the last four digits."""
    if not value:
        return _("the whole course") if value == [] else ""
    if name == "blocks":
        return ", ".join(value)
    if isinstance(value, date):
        return day(value)
    if name == "nik":
        return "•" * 12 + value[-4:]
    choices = {"sex": Sex, "education": Education, "way": Registration.Way}
    return str(choices[name](value).label) if name in choices else str(value)


def _notes(entry: Entry) -> Iterator[str]:
    """What is still missing before the person can have a place; it does not prevent registering."""
    if entry.drops_contact:
        yield _("Address and telephone are not taken in: the day on which the person agreed to be called is missing.")
    lacks = [str(word) for name, word in registering.NEEDED.items() if not getattr(entry.who, name)]
    if not entry.consent_on:
        lacks.append(_("signed consent"))
    if lacks:
        yield _("Still missing before a place is given: %(what)s.") % {"what": ", ".join(lacks)}


def _asked(batch: Batch, lines: list[Line]) -> list[Line]:
    """The lines with the question whether somebody new is known to the center."""
    new = [line for line in lines if line.effect == Effect.NEW]
    wanted = [Wanted(one.content.who.full_name, one.content.who.birth_date, one.content.who.nik) for one in new]
    center = batch.training_center
    asked = dict(zip((line.row for line in new), alike_each(center, wanted), strict=True))
    people = {person.pk: person for likely in asked.values() for person in likely}
    choices = question_about(list(people.values()), center)
    other = ("new", _("No, it is another person"))
    return [
        replace(line, question=Question((*(choices[one.pk] for one in asked[line.row]), other)))
        if asked.get(line.row)
        else line
        for line in lines
    ]
