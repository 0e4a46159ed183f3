"""Compares each record of a spreadsheet with the stored person it is about. Writes nothing.

A record is matched by register number, else by NIK, else (when the number changed with the case's status) by exact name
together with date of birth. Never by name alone.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility
from core import clock, crypto
from inmates.custody.housing_words import housing_words
from inmates.custody.models.stays import CustodyPeriod, Housing, LimitingDate, RegisterNumber
from inmates.imports.models import ImportRow
from inmates.imports.reading import Field, Record, Warned
from inmates.people.models import Person
from inmates.people.names import name_key

Kind = ImportRow.Kind
CHUNK = 500
"""Records compared with one set of queries."""

LIMITING = {
    Field.TWO_THIRDS: LimitingDate.Kind.TWO_THIRDS,
    Field.INTEGRATION_DATE: LimitingDate.Kind.INTEGRATION,
    Field.SENTENCE_END: LimitingDate.Kind.SENTENCE_END,
}
PROFILE = {
    Field.NAME: "full_name",
    Field.CALLED_NAME: "called_name",
    Field.BIRTH_PLACE: "birth_place",
    Field.BORN: "birth_date",
    Field.SEX: "sex",
    Field.EDUCATION: "education",
}
HOUSING = "housing"
HIDDEN = "•"
"""Stands for a NIK wherever a change is shown or stored: shows that there is one, never which."""


class Doubt(TextChoices):
    """What the comparison notices about a row that is taken."""

    NIK_TAKEN = (
        "nik_taken",
        _("The NIK already belongs to another person on record; the row is taken without it. Check both papers."),
    )
    OTHER_PERSON = (
        "other_person",
        _(
            "Name and date of birth both differ from the person who has this register number now, "
            "so the row is not chosen. Choose it only if it is the same person."
        ),
    )
    TWO_THIRDS_LATE = (
        "two_thirds_late",
        _(
            "Two thirds of the sentence lie after its end, which cannot be, so the row is not chosen. "
            "Correct the date in the file, or choose the row all the same."
        ),
    )
    SENTENCE_OVER = (
        "sentence_over",
        _("The end of the sentence has passed. Check whether the person must be released, or the date is wrong."),
    )


ASKED_FIRST = frozenset({Doubt.OTHER_PERSON, Doubt.TWO_THIRDS_LATE})
"""With one of these a row is taken only if somebody chooses it."""


def warning_text(code: str) -> str:
    """The sentence for a warning of the reader or the comparison."""
    return str((Doubt(code) if code in Doubt.values else Warned(code)).label)


@dataclass(frozen=True)
class Comparison:
    """One record and its outcome; `changes` maps a field to its old and new value as JSON."""

    record: Record
    person: Person | None
    changes: dict[str, list[str]] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()

    @property
    def kind(self) -> Kind:
        """What accepting the row would do."""
        if self.person is None:
            return Kind.NEW
        return Kind.CHANGED if self.changes else Kind.UNCHANGED

    @property
    def is_chosen(self) -> bool:
        """True if the row is accepted unless the user excludes it; rows that change nothing always are."""
        return self.kind is Kind.UNCHANGED or not ASKED_FIRST & set(self.doubts)


def compare(
    facility: Facility,
    records: Sequence[Record],
    *,
    fields: Iterable[str],
    taken_numbers: Callable[[set[str]], set[str]],
    claimed: Iterable[int] = (),
) -> list[Comparison]:
    """Matches each record with a person and lists the changes; at most CHUNK records at once.

    `fields` are those that have a column in the file. `taken_numbers` returns which of the given normalized numbers
    occur anywhere in the file: their holders are matched by number only. `claimed` are people (keys) matched in earlier
    chunks. The number of queries does not depend on the number of records.
    """
    matcher = _Matcher(facility, records, taken_numbers, set(claimed))
    today = clock.today(facility.time_zone)
    return [_compared(*matcher.person_of(record), set(fields), today) for record in records]


def people_with_custody(people: QuerySet[Person]) -> QuerySet[Person]:
    """`people` with their open register number, housing, stay and current dates prefetched."""
    return people.prefetch_related(
        Prefetch("register_numbers", RegisterNumber.objects.open(), to_attr="open_numbers"),
        Prefetch("housings", Housing.objects.open(), to_attr="open_housings"),
        Prefetch("custody_periods", CustodyPeriod.objects.open(), to_attr="open_periods"),
        Prefetch("limiting_dates", LimitingDate.objects.filter(replaced_at=None), to_attr="dates_in_force"),
    )


def missing_people(facility: Facility, *, found: QuerySet[Any] | Iterable[int]) -> QuerySet[Person]:
    """People in custody there who are not in the file. They are reported, never removed."""
    return Person.objects.filter(facility=facility).exclude(pk__in=found)


class _Matcher:
    """Finds the stored person of each record in a chunk; no person is matched twice."""

    def __init__(
        self,
        facility: Facility,
        records: Sequence[Record],
        taken_numbers: Callable[[set[str]], set[str]],
        claimed: set[int],
    ) -> None:
        self.facility = facility
        self.claimed = claimed
        self.nik_index = {r.row: crypto.blind_index(r.nik, purpose="nik") for r in records if r.nik}
        self.by_number: dict[str, Person] = {}
        self.by_nik: dict[str, Person] = {}
        self.by_name: dict[tuple[str, datetime.date | None], list[Person]] = defaultdict(list)
        people = list(self._candidates(records))
        for person in people:
            self._enter(person)
        own = {number.number_key for person in people for number in open_rows(person, "open_numbers")}
        # If a person's number is in another row, that row is theirs, whatever name or NIK this one has.
        self.held_elsewhere = taken_numbers(own)

    def _candidates(self, records: Sequence[Record]) -> QuerySet[Person]:
        numbers = RegisterNumber.objects.open().filter(
            facility=self.facility, number_key__in=[record.register_key for record in records]
        )
        names = Q(
            facility=self.facility,
            name_key__in={name_key(record.name) for record in records if record.born},
            birth_date__in={record.born for record in records if record.born},
        )
        # Across all facilities: transferred people come back with another number but the same NIK.
        niks = Q(nik_index__in=self.nik_index.values())
        return people_with_custody(Person.objects.filter(Q(pk__in=numbers.values("person")) | names | niks))

    def _enter(self, person: Person) -> None:
        for number in open_rows(person, "open_numbers"):
            if number.facility_id == self.facility.pk:
                self.by_number[number.number_key] = person
        if person.nik_index:
            self.by_nik[person.nik_index] = person
        if person.facility_id == self.facility.pk and person.birth_date:
            self.by_name[person.name_key, person.birth_date].append(person)

    def person_of(self, record: Record) -> tuple[Person | None, Record, tuple[Doubt, ...]]:
        """The person, the record (without a NIK that belongs to someone else), and any doubts."""
        index = self.nik_index.get(record.row, "")
        holder = self.by_nik.get(index)
        person = self.by_number.get(record.register_key) or self._by_nik(record, holder) or self._by_name(record, index)
        doubts: tuple[Doubt, ...] = ()
        # The register number wins: this office assigned it, while a NIK is copied from many offices' papers.
        if holder and (person is None or holder.pk != person.pk):
            record, doubts = replace(record, nik=""), (Doubt.NIK_TAKEN,)
        if person:
            self.claimed.add(person.pk)
            if not _resembles(person, record) and record.born and person.birth_date:
                doubts += (Doubt.OTHER_PERSON,)
        return person, record, doubts

    def _by_nik(self, record: Record, holder: Person | None) -> Person | None:
        """The holder of the NIK if unclaimed, here or out of custody, and similar by name or date of birth."""
        if holder is None or not self._is_free(holder) or not _resembles(holder, record):
            return None
        # Someone in custody elsewhere must be released there first; a list takes nobody away from another office.
        return holder if holder.facility_id in (self.facility.pk, None) else None

    def _by_name(self, record: Record, nik_index: str) -> Person | None:
        """The only person with this name and date of birth whose number is no longer in the file."""
        if not record.born:
            return None
        people = self.by_name.get((name_key(record.name), record.born), [])
        # In a list of thousands two people may share name and birthday; then none is guessed.
        if len(people) != 1 or not self._is_free(people[0]):
            return None
        # Same name and birthday but another NIK: these are two people.
        contradicts = nik_index and people[0].nik_index and people[0].nik_index != nik_index
        return None if contradicts else people[0]

    def _is_free(self, person: Person) -> bool:
        keys = {number.number_key for number in open_rows(person, "open_numbers")}
        return person.pk not in self.claimed and not keys & self.held_elsewhere


def _resembles(person: Person, record: Record) -> bool:
    return person.name_key == name_key(record.name) or (record.born is not None and person.birth_date == record.born)


def open_rows(person: Person, name: str) -> list[Any]:
    """The rows that `people_with_custody` prefetched on `person` under this name."""
    # Prefetched with `to_attr`; `getattr` because the type checker does not know these attributes.
    return getattr(person, name)


def _compared(
    person: Person | None, record: Record, doubts: tuple[Doubt, ...], fields: set[str], today: datetime.date
) -> Comparison:
    if record.sentence_end and record.sentence_end < today:
        doubts += (Doubt.SENTENCE_OVER,)
    if _two_thirds_are_late(person, record):
        doubts += (Doubt.TWO_THIRDS_LATE,)
    if person is None:
        return Comparison(record, None, {}, doubts)
    pairs = {**_profile(person, record), **_custody(person, record)}
    changes = {
        name: [_text(old), _text(new)]
        for name, (old, new) in pairs.items()
        # A blank cell means that the list does not say, not that a known value is wrong.
        if new and _differ(name, old, new) and (name == HOUSING or name in fields)
    }
    return Comparison(record, person, changes, doubts)


def _two_thirds_are_late(person: Person | None, record: Record) -> bool:
    """True if accepting the row would put two thirds of the sentence after its end."""
    if not (record.two_thirds or record.sentence_end):
        return False
    stored = {row.kind: row.date for row in open_rows(person, "dates_in_force")} if person else {}
    part = record.two_thirds or stored.get(LimitingDate.Kind.TWO_THIRDS)
    whole = record.sentence_end or stored.get(LimitingDate.Kind.SENTENCE_END)
    return bool(part and whole and part > whole)


def _profile(person: Person, record: Record) -> dict[str, tuple[Any, Any]]:
    pairs = {key.value: (getattr(person, name), getattr(record, key)) for key, name in PROFILE.items()}
    if record.nik and person.nik_index != crypto.blind_index(record.nik, purpose="nik"):
        pairs[Field.NIK.value] = (HIDDEN if person.nik_sealed else "", HIDDEN)
    return pairs


def _custody(person: Person, record: Record) -> dict[str, tuple[Any, Any]]:
    number = next(iter(open_rows(person, "open_numbers")), None)
    period = next(iter(open_rows(person, "open_periods")), None)
    dates = {row.kind: row.date for row in open_rows(person, "dates_in_force")}
    old_housing = next(iter(open_rows(person, "open_housings")), None)
    housing = new_housing(record, old_housing)
    same_number = number is not None and number.number_key == record.register_key
    return {
        Field.REGISTER_NUMBER.value: (number.number if number else "", "" if same_number else record.register_number),
        Field.ENTERED.value: (period.from_date if period else None, record.entered),
        HOUSING: (str(old_housing or ""), housing_words(*housing) if housing else ""),
        **{key.value: (dates.get(kind), getattr(record, key)) for key, kind in LIMITING.items()},
    }


def new_housing(record: Record, old: Housing | None) -> tuple[str, str] | None:
    """The block and cell to which the record moves the person; None if they do not change."""
    old_block, old_cell = (old.block, old.cell) if old else ("", "")
    block = record.block or (old_block if record.cell else "")
    if not block:
        return None
    # A file without cells keeps the stored cell, unless the block changes.
    cell = record.cell or (old_cell if block == old_block else "")
    return None if (block, cell) == (old_block, old_cell) else (block, cell)


def _differ(name: str, old: Any, new: Any) -> bool:
    # Case and blanks of a name are insignificant: the next file does not undo a name tidied by hand.
    if isinstance(old, str) and isinstance(new, str) and name != Field.NIK:
        return old.casefold() != new.casefold()
    return name == Field.NIK or old != new


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime.date) else str(value or "")
