"""Writes and restores the rows of an accepted import in bulk; each row keeps what is needed to undo it."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import models

from accounts.models import Facility
from core import clock
from inmates.custody.custody_facts import earliest_leaving
from inmates.custody.dated_rows import last_day
from inmates.custody.models.stays import CustodyPeriod, Housing, LimitingDate, RegisterNumber, Source
from inmates.imports.list_comparison import CHUNK, HOUSING, LIMITING, PROFILE, Comparison, new_housing, open_rows
from inmates.imports.models import ImportRow
from inmates.imports.reading import Field, Record
from inmates.people.models import Person

Kind = ImportRow.Kind
PERSON_FIELDS = (*PROFILE.values(), "name_key", "name_sort", "nik_sealed", "nik_index", "facility", "custody_as_of")
DATED: dict[str, type[models.Model]] = {
    str(model._meta.model_name): model for model in (CustodyPeriod, RegisterNumber, Housing, LimitingDate)
}


class Writer:
    """Writes comparisons; dated rows are closed and opened as of the facility's day."""

    def __init__(self, facility: Facility, *, now: datetime.datetime) -> None:
        self.facility = facility
        self.now = now
        self.today = clock.today(facility.time_zone)
        self.leaving_before: dict[int, datetime.date | None] = {}

    def write(self, pairs: Sequence[tuple[ImportRow, Comparison]]) -> int:
        """Stores the pairs and how to undo them; returns how many people are new or changed."""
        self.created: dict[int, list[models.Model]] = defaultdict(list)
        self.closed: dict[int, list[models.Model]] = defaultdict(list)
        self.moved: list[CustodyPeriod] = []
        self._add_people([(row, found.record) for row, found in pairs if found.kind is Kind.NEW])
        known = [(row, found, found.person) for row, found in pairs if found.person is not None]
        for row, found, person in known:
            self._change(row, found, person)
        self._save_people(known)
        self._save_dated()
        for row, _ in pairs:
            row.is_accepted = True
            row.before["created"] = _keys(self.created[row.pk])
            row.before["closed"] = _keys(self.closed[row.pk])
        ImportRow.objects.bulk_update([row for row, _ in pairs], ["person", "before", "is_accepted"])
        return sum(found.kind is not Kind.UNCHANGED for _, found in pairs)

    def _save_people(self, known: list[tuple[ImportRow, Comparison, Person]]) -> None:
        changed = [person for _row, found, person in known if found.kind is not Kind.UNCHANGED]
        Person.objects.bulk_update(changed, PERSON_FIELDS, batch_size=CHUNK)
        # Most rows of a weekly list are unchanged; updating every column would take most of the time.
        unchanged = [person.pk for _row, found, person in known if found.kind is Kind.UNCHANGED]
        Person.objects.filter(pk__in=unchanged).update(facility=self.facility, custody_as_of=self.now)

    def _add_people(self, pairs: list[tuple[ImportRow, Record]]) -> None:
        people = []
        for _row, record in pairs:
            person = Person(facility=self.facility, custody_as_of=self.now)
            for key, name in PROFILE.items():
                setattr(person, name, getattr(record, key))
            person.set_name(record.name)
            person.set_nik(record.nik)
            people.append(person)
        # People first: their custody rows need a key to refer to.
        Person.objects.bulk_create(people, batch_size=CHUNK)
        for (row, record), person in zip(pairs, people, strict=True):
            row.person, row.before = person, {"is_new": True}
            self._open_custody(row, person, record)

    def _open_custody(self, row: ImportRow, person: Person, record: Record) -> None:
        entered = {"person": person, "from_date": record.entered, "source": Source.IMPORT}
        self.created[row.pk] += [
            CustodyPeriod(facility=self.facility, **entered),
            self._number(person, record, from_date=None),
        ]
        if record.block:
            # A list does not say since when the person has been in that cell.
            self.created[row.pk].append(
                Housing(person=person, block=record.block, cell=record.cell, source=Source.IMPORT)
            )
        self.created[row.pk] += [
            LimitingDate(person=person, kind=kind, date=day, source=Source.IMPORT)
            for key, kind in LIMITING.items()
            if (day := getattr(record, key))
        ]

    def _number(self, person: Person, record: Record, *, from_date: datetime.date | None) -> RegisterNumber:
        return RegisterNumber(
            person=person,
            facility=self.facility,
            number=record.register_number,
            number_key=record.register_key,
            register_class=record.register_class,
            from_date=from_date,
            source=Source.IMPORT,
        )

    def _change(self, row: ImportRow, found: Comparison, person: Person) -> None:
        record, changes = found.record, found.changes
        before: dict[str, Any] = {"custody_as_of": person.custody_as_of, "facility": person.facility_id}
        for key, name in PROFILE.items():
            if key.value in changes:
                before[name] = getattr(person, name)
                setattr(person, name, getattr(record, key))
        if Field.NAME.value in changes:
            person.set_name(record.name)
        if Field.NIK.value in changes:
            before |= {"nik_sealed": person.nik_sealed, "nik_index": person.nik_index}
            person.set_nik(record.nik)
        # Being on the list is what confirms custody here, changed or not.
        person.facility, person.custody_as_of = self.facility, self.now
        row.person = person
        row.before = {"person": {name: _packed(value) for name, value in before.items()}}
        self._change_custody(row, found, person)

    def _change_custody(self, row: ImportRow, found: Comparison, person: Person) -> None:
        record, changes = found.record, found.changes
        period = next(iter(open_rows(person, "open_periods")), None)
        # Known but not in custody: the person is back, which is a new stay and not the old one prolonged.
        if period is None:
            self.created[row.pk].append(
                CustodyPeriod(
                    person=person, facility=self.facility, from_date=record.entered or self.today, source=Source.IMPORT
                )
            )
        elif Field.ENTERED.value in changes:
            row.before["entered"] = [period.pk, _packed(period.from_date), period.source]
            period.from_date, period.source = record.entered, Source.IMPORT
            self.moved.append(period)
        if Field.REGISTER_NUMBER.value in changes:
            self._close(row, open_rows(person, "open_numbers"))
            self.created[row.pk].append(self._number(person, record, from_date=self.today))
        if HOUSING in changes:
            old = next(iter(open_rows(person, "open_housings")), None)
            block, cell = new_housing(record, old) or ("", "")
            self._close(row, open_rows(person, "open_housings"))
            self.created[row.pk].append(
                Housing(person=person, block=block, cell=cell, from_date=self.today, source=Source.IMPORT)
            )
        self._change_dates(row, found, person)

    def _change_dates(self, row: ImportRow, found: Comparison, person: Person) -> None:
        in_force = open_rows(person, "dates_in_force")
        for key, kind in LIMITING.items():
            if key.value in found.changes:
                self.leaving_before[person.pk] = min((old.date for old in in_force), default=None)
                self._close(row, [old for old in in_force if old.kind == kind])
                day = getattr(found.record, key)
                self.created[row.pk].append(LimitingDate(person=person, kind=kind, date=day, source=Source.IMPORT))

    def _close(self, row: ImportRow, dated: list[Any]) -> None:
        for old in dated:
            if isinstance(old, LimitingDate):
                old.replaced_at = self.now
            else:
                old.until = last_day(old.from_date, self.today)
            self.closed[row.pk].append(old)

    def _save_dated(self) -> None:
        CustodyPeriod.objects.bulk_update(self.moved, ["from_date", "source"], batch_size=CHUNK)
        # Close before opening: the database allows one open row per person.
        for model in DATED.values():
            closed = [old for rows in self.closed.values() for old in rows if type(old) is model]
            name = "replaced_at" if model is LimitingDate else "until"
            model._default_manager.bulk_update(closed, [name], batch_size=CHUNK)
            created = [new for rows in self.created.values() for new in rows if type(new) is model]
            model._default_manager.bulk_create(created, batch_size=CHUNK)


class Restorer:
    """Undoes accepted rows: deletes what they opened, reopens what they closed, restores old values."""

    def __init__(self) -> None:
        self.leaving_before: dict[int, datetime.date | None] = {}

    def restore(self, rows: list[ImportRow]) -> None:
        """Undoes these rows and marks them as not accepted."""
        new = [row.person_id for row in rows if row.person_id and row.before.get("is_new")]
        redated = [row.person_id for row in rows if row.person_id and row.before["created"].get("limitingdate")]
        self.leaving_before |= earliest_leaving(redated)
        self._restore_dated(rows)
        self._restore_stays([row.before["entered"] for row in rows if "entered" in row.before])
        self._restore_people([row for row in rows if "person" in row.before])
        # People last: rows that still refer to them would prevent deletion.
        Person.objects.filter(pk__in=new).delete()
        ImportRow.objects.filter(pk__in=[row.pk for row in rows]).update(is_accepted=False)

    def _restore_dated(self, rows: list[ImportRow]) -> None:
        for name, model in DATED.items():
            gone = [pk for row in rows for pk in row.before["created"].get(name, [])]
            back = [pk for row in rows for pk in row.before["closed"].get(name, [])]
            # Delete before reopening: the database allows one open row per person.
            model._default_manager.filter(pk__in=gone).delete()
            opened = {"replaced_at": None} if model is LimitingDate else {"until": None}
            model._default_manager.filter(pk__in=back).update(**opened)

    def _restore_stays(self, entered: list[list[Any]]) -> None:
        moved = {pk: (from_date, source) for pk, from_date, source in entered}
        periods = list(CustodyPeriod.objects.filter(pk__in=moved))
        for period in periods:
            period.from_date, period.source = moved[period.pk]
        CustodyPeriod.objects.bulk_update(periods, ["from_date", "source"], batch_size=CHUNK)

    def _restore_people(self, rows: list[ImportRow]) -> None:
        people = Person.objects.in_bulk([row.person_id for row in rows])
        columns = {field.name: field for field in Person._meta.concrete_fields}
        for row in rows:
            person = people[row.person_id]
            for name, value in row.before["person"].items():
                setattr(person, columns[name].attname, columns[name].to_python(value))
            # Both keys are derived from the name: rows stored before the second key existed contain only one.
            person.set_name(person.full_name)
        Person.objects.bulk_update(people.values(), PERSON_FIELDS, batch_size=CHUNK)


def _keys(rows: list[Any]) -> dict[str, list[int]]:
    keys: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        keys[row._meta.model_name].append(row.pk)
    return keys


def _packed(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value
