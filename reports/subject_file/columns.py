"""The file's structure: a table per kind of record, and a column per fact."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from programs.entry_rules.rule_parts import Answer

Label = str | Promise
Narrow = Callable[[QuerySet, User], QuerySet]
# The rest of the paper's 174 mm is the row number.
PAPER_WIDTH = 166


@dataclass(frozen=True)
class Coded:
    """A choice value: the code for programs, the label for people."""

    code: str
    label: Label


@dataclass(frozen=True)
class Staff:
    """An acting staff member, by key; replaced by an `Official` once everybody is known."""

    pk: int


@dataclass(frozen=True)
class Official:
    """How an acting staff member is named: by roles and office."""

    roles: tuple[str, ...]
    labels: tuple[str, ...]
    office: str

    def __str__(self) -> str:
        return ", ".join(filter(None, (" / ".join(self.labels), self.office)))


@dataclass(frozen=True)
class Plain:
    """A text that names nobody else (a register number, the title of a unit), so it is not redacted."""

    text: str


Value = None | bool | int | str | date | datetime | Coded | Staff | Official | Plain | Answer | list | dict
Read = Callable[[Any, User], Value]


@dataclass(frozen=True)
class Column:
    """`key` in the JSON, `label` on paper. `path` leads from the row to the value unless `read` computes it.

    `width` in mm makes it a column on paper; with 0 it goes into the combined column; with `on_paper` False it appears
    only in the JSON. `names_nobody` is for texts from catalogs.
    """

    key: str
    label: Label
    path: str = ""
    width: int = 0
    read: Read | None = None
    names_nobody: bool = False
    on_paper: bool = True

    @property
    def field_name(self) -> str:
        """The row's own field that it shows."""
        return (self.path or self.key).split("__")[0]

    def value_of(self, row: models.Model, reader: User) -> Value:
        """The row's value in this column, not yet redacted."""
        value = self.read(row, reader) if self.read else stored(row, self.path or self.key)
        return Plain(value) if self.names_nobody and isinstance(value, str) else value


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of `model` about a person, found by `person` (one or more paths).

    `for_center` limits them to what concerns a training center; without it the center reads none. With `for_facility`
    False no facility reads any. `office` leads to the code of the office whose rows they are: no other tells them.
    `prepare` loads what the columns need in addition. `also` lists fields shown through a `read`, `hidden` those shown
    nowhere, each with its reason.
    """

    key: str
    label: Label
    model: type[models.Model]
    columns: tuple[Column, ...]
    person: tuple[str, ...] = ("person",)
    related: tuple[str, ...] = ()
    order: tuple[str, ...] = ("pk",)
    for_center: Narrow | None = None
    for_facility: bool = True
    office: str = ""
    prepare: Callable[[list[Any]], None] | None = None
    also: frozenset[str] = frozenset()
    hidden: Mapping[str, str] = field(default_factory=dict)

    def is_for(self, reader: User) -> bool:
        """Whether the reader's office discloses such rows at all."""
        return self.for_facility if reader.facility_id else bool(self.office) or self.for_center is not None

    @property
    def is_public(self) -> str:
        """The path to whether a row is about a place in a public class; empty if it is about no place."""
        (path, *_others) = self.person
        if path.endswith("enrollment__person"):
            return f"{path.removesuffix('person')}is_public"
        return "is_public" if any(field.name == "is_public" for field in self.model._meta.fields) else ""

    def rows(self, records: list[int], reader: User) -> list[Any]:
        """The rows about these records that the reader's office may disclose; one query."""
        if not self.is_for(reader):
            return []
        about = Q(*((f"{path}__in", records) for path in self.person), _connector=Q.OR)
        rows = self.model._default_manager.filter(about).select_related(*self.related).order_by(*self.order)
        if self.office:
            rows = rows.filter(**{self.office: reader.office_code})
        if reader.facility_id and self.is_public:
            # What somebody learned outside is no facility's business.
            rows = rows.exclude(**{self.is_public: True})
        elif not reader.facility_id and self.for_center:
            rows = self.for_center(rows, reader)
        found = list(rows)
        if self.prepare:
            self.prepare(found)
        return found


def stored(row: Any, path: str) -> Value:
    """The value of the field at the end of the path: choices with their labels, staff as `Staff`."""
    *way, last = path.split("__")
    for name in way:
        row = getattr(row, name, None)
        if row is None:
            return None
    found = row._meta.get_field(last)
    if found.is_relation:
        pk = getattr(row, found.attname)
        return Staff(pk) if pk and found.related_model is User else None
    value = getattr(row, last)
    if found.choices and value != "":
        return Coded(value, getattr(row, f"get_{last}_display")())
    if isinstance(found, models.FileField):
        return bool(value)
    return str(value) if isinstance(found, models.UUIDField) else value


def of_center(path: str) -> Narrow:
    """Limits a training center to rows whose batch, at this path, is its own."""
    return lambda rows, reader: rows.filter(**{f"{path}__training_center": reader.training_center_id})


def batch_column(path: str = "batch", width: int = 34) -> Column:
    """The batch of a row, at this path."""
    return Column("batch", _("Batch"), f"{path}__name", width, names_nobody=True)


RECORDED = (Column("recorded_at", _("Recorded at")), Column("recorded_by", _("Recorded by")))
