"""What is to be destroyed, record by record, so that whoever confirms it can see what goes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Any

from django.db.models import Model, QuerySet, prefetch_related_objects

from accounts.models import User
from core import clock
from core.templatetags.dates import day as written_day
from inmates.people.models import Person
from reports.data_subjects.people_of_office import people_of
from reports.retention.kinds import RecordKind


@dataclass(frozen=True)
class DueRow:
    """One record to be destroyed: what tells it from others, whose it is where the reader may know, since when."""

    key: int
    told: str
    person: Person | None
    day: date


def with_told(rows: QuerySet[Any], kind: RecordKind) -> QuerySet[Any]:
    """The records with what tells them apart, in one query."""
    related = [
        path.rpartition(".")[0].replace(".", "__") for path in kind.told if isinstance(path, str) and "." in path
    ]
    return rows.select_related(*related) if related else rows


def due_rows(records: list[Any], kind: RecordKind, *, by: User) -> list[DueRow]:
    """The records of a page as `by` may read them: by name those of the own office alone."""
    prefetch_related_objects(records, *([kind.person] if kind.person == "person" else []))
    people = {one.pk: _person(one, kind) for one in records}
    may = people_of(by).filter(pk__in={person.pk for person in people.values() if person})
    named = set(may.values_list("pk", flat=True))
    return [
        DueRow(
            key=one.pk,
            told=" · ".join(filter(None, (_told(one, path) for path in kind.told))),
            person=person if (person := people[one.pk]) and person.pk in named else None,
            day=one.since if kind.by_day else clock.local(one.since, by.time_zone).date(),
        )
        for one in records
    ]


def people_in(rows: Iterable[DueRow]) -> list[Person]:
    """Whom the rows name."""
    return [row.person for row in rows if row.person]


def _person(record: Model, kind: RecordKind) -> Person | None:
    if kind.person == "pk":
        return record  # type: ignore[return-value]  # of this kind the records are the people
    return record.person if kind.person == "person" else None  # type: ignore[attr-defined]


def _told(record: Model, path: str | Callable[[Any], str]) -> str:
    """The value at the end of the way, as a reader writes it."""
    if callable(path):
        return path(record)
    *way, name = path.split(".")
    owner: Any = reduce(lambda one, step: one and getattr(one, step), way, record)
    if owner is None:
        return ""
    shown = getattr(owner, f"get_{name}_display", None)
    value = shown() if shown else getattr(owner, name)
    if isinstance(value, date | datetime):
        return written_day(value)
    return "" if value is None else str(value)
