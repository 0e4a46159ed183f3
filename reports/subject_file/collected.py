"""Collects everything stored about a person, in a number of queries that does not grow with it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import translation

from accounts.models import User
from core import clock
from inmates.people.models import Person
from reports.data_subjects.people_of_office import records_of
from reports.subject_file.columns import Column, Label, Official, Plain, Staff, Table, Value
from reports.subject_file.custody_tables import CUSTODY
from reports.subject_file.learning_tables import LEARNING
from reports.subject_file.leaving_tables import LEAVING
from reports.subject_file.models import SubjectRequest
from reports.subject_file.outcome_tables import OUTCOMES
from reports.subject_file.people import Directory, names_around
from reports.subject_file.person_tables import IDENTITY, IDENTITY_FOR_CENTER, MATTERS
from reports.subject_file.redacted import Redactor
from reports.subject_file.trail import CHANGES, READINGS

Row = dict[str, Value]
# What became of somebody after training is the training center's alone.
OF_FACILITY = (IDENTITY, *CUSTODY, *LEAVING, *LEARNING, *MATTERS)
TABLES = (*OF_FACILITY, *OUTCOMES)


@dataclass(frozen=True)
class Section:
    """One table with its values by column key; staff and other people are already replaced."""

    key: str
    label: Label
    columns: tuple[Column, ...]
    rows: list[Row]


@dataclass(frozen=True)
class SubjectFile:
    """What one office discloses to a person. `custody` is empty in a training center's file."""

    person: Person
    request: SubjectRequest
    reader: User
    made_at: datetime
    made_by: Official
    identity: Section
    custody: list[Section]
    learning: list[Section]
    matters: list[Section]
    trail: list[Section] = field(default_factory=list)

    @property
    def sections(self) -> list[Section]:
        """All sections, in the order of the paper."""
        return [self.identity, *self.custody, *self.learning, *self.matters, *self.trail]


def collect(request: SubjectRequest, *, by: User) -> SubjectFile:
    """The file for this request, as the office of `by` answers it; merged records are treated as one.

    Always worded in Indonesian, because it is handed out.
    """
    with translation.override("id"):
        return _collected(request, by)


def _collected(request: SubjectRequest, by: User) -> SubjectFile:
    records = records_of(request.person)
    pks = [record.pk for record in records]
    tables = OF_FACILITY if by.facility_id else (IDENTITY_FOR_CENTER, *LEARNING, *OUTCOMES, *MATTERS)
    rows = {table: table.rows(pks, by) for table in tables if table.is_for(by)}
    own = _own(rows, pks)
    found: dict[Any, list[Any]] = {**rows, **{trail: trail.about(own, by) for trail in (READINGS, CHANGES)}}
    values = {table: [_values(table.columns, row, by) for row in told] for table, told in found.items()}
    # The order matters: the values tell who acted, and the directory then tells which names to redact.
    directory = Directory(_acting(values), around=_offices(rows), reader=by)
    redactor = Redactor(_own_names(records), [*directory.names(), *names_around(records, reader=by)])
    final = _Final(own, directory, redactor)
    sections = {
        table.key: Section(table.key, table.label, table.columns, [final.row(row) for row in told])
        for table, told in values.items()
    }
    return SubjectFile(
        person=request.person,
        request=request,
        reader=by,
        made_at=clock.now(),
        made_by=directory.official(by.pk),
        identity=sections["identity"],
        custody=_those(sections, (*CUSTODY, *LEAVING)),
        learning=_those(sections, (*LEARNING, *OUTCOMES)),
        matters=_those(sections, MATTERS),
        trail=_those(sections, (READINGS, CHANGES)),
    )


def _those(sections: dict[str, Section], tables: Iterable[Any]) -> list[Section]:
    return [sections[table.key] for table in tables if table.key in sections]


def _values(columns: tuple[Column, ...], row: Any, reader: User) -> Row:
    return {column.key: column.value_of(row, reader) for column in columns}


def _own(rows: dict[Table, list[Any]], records: list[int]) -> dict[str, set[str]]:
    """The keys of the person's own rows, by model label as used in the logs."""
    own = {table.model._meta.label_lower: {str(row.pk) for row in found} for table, found in rows.items()}
    return {**own, "inmates.person": {str(pk) for pk in records}, **_classes(rows)}


def _classes(rows: dict[Table, list[Any]]) -> dict[str, set[str]]:
    """Batches and sessions whose roll or result list names the person; they count only in the log of readings."""
    found = {table.key: items for table, items in rows.items()}
    batches = {str(row.batch_id) for row in [*found.get("enrollments", []), *found.get("applications", [])]}
    return {"programs.batch": batches, "programs.session": {str(row.session_id) for row in found["attendance"]}}


def _offices(rows: dict[Table, list[Any]]) -> dict[str, set[int]]:
    """The offices involved with the person: keys of facilities and training centers."""
    found = {table.key: items for table, items in rows.items()}
    places = found["enrollments"]
    stays = found.get("custody_periods", [])
    return {
        "facility": {row.facility_id for row in stays}
        | {row.batch.facility_id for row in places if row.batch.facility_id},
        "training_center": {row.batch.training_center_id for row in places},
    }


def _acting(values: dict[Any, list[Row]]) -> set[int]:
    rows = (row for found in values.values() for row in found)
    return {value.pk for row in rows for value in row.values() if isinstance(value, Staff)}


def _own_names(records: list[Person]) -> list[str]:
    return [name for record in records for name in (record.full_name, record.called_name) if name]


class _Final:
    """Turns stored values into disclosed ones: staff by office, texts without other people, only the person's
    own rows.
    """

    def __init__(self, own: dict[str, set[str]], directory: Directory, redactor: Redactor) -> None:
        self.own, self.directory, self.redactor = own, directory, redactor

    def row(self, row: Row) -> Row:
        return {key: self._effects(value) if key == "effects" else self.value(value) for key, value in row.items()}

    def value(self, value: Value) -> Value:
        if isinstance(value, Staff):
            return self.directory.official(value.pk)
        if isinstance(value, Plain):
            return value.text
        return self.redactor.value(value)

    def _effects(self, value: Any) -> Value:
        """A change may have moved somebody else up a list: such rows belong to that person."""
        mine = [entry for entry in value if str(entry["pk"]) in self.own.get(entry["model"], ())]
        return [
            {
                "record": entry["model"].rpartition(".")[2],
                "before": self.redactor.value(_without_keys(entry["before"])),
                "after": self.redactor.value(_without_keys(entry["after"])),
            }
            for entry in mine
        ]


def _without_keys(values: dict[str, Any]) -> dict[str, Any]:
    """Drops integers: they are keys of rows, including those of staff and other people."""
    return {name: value for name, value in values.items() if isinstance(value, bool) or not isinstance(value, int)}
