"""Everything dated that custody knows of a person, from seven tables in one query."""

from collections import defaultdict
from typing import Any

from django.db.models import CharField, DateField, DateTimeField, F, Model, QuerySet, Value
from django.db.models.functions import Cast

from core.related import keep_related
from core.statements import Statement
from inmates.custody.models.stays import (
    Classification,
    CustodyPeriod,
    Housing,
    LimitingDate,
    Movement,
    RegisterNumber,
    Suspension,
)
from inmates.people.models import Person

# Two days, two moments and three texts, which each table fills with columns of its own.
COLUMNS = (DateField, DateField, DateTimeField, DateTimeField, CharField, CharField, CharField)
DATED = ("from_date", "until", "recorded_at")
TABLES: dict[str, tuple[Any, tuple[str | None, ...]]] = {
    "register_numbers": (RegisterNumber, (*DATED, None, "source", "number", "register_class")),
    "custody_periods": (CustodyPeriod, (*DATED, None, "source", "leaving", None)),
    "housings": (Housing, (*DATED, None, "source", "block", "cell")),
    "classifications": (Classification, (*DATED, "replaced_at", "source", "kind", "value")),
    "suspensions": (Suspension, (*DATED, None, "source", "decided_by", None)),
    "limiting_dates": (LimitingDate, ("date", None, "recorded_at", "replaced_at", "source", "kind", None)),
    "movements": (Movement, (None, None, "out_at", "back_at", "kind", None, None)),
}


def keep_dated_rows(person: Person) -> None:
    """Fetches the rows of `TABLES`, so that the person's relations of these names ask nothing; one query.

    Columns that stand in no table above are fetched when they are read.
    """
    found: dict[str, list[Model]] = defaultdict(list)
    for relation, pk, *values in _rows(person=person.pk):
        model, names = TABLES[relation]
        told = {name: value for name, value in zip(names, values, strict=True) if name}
        found[relation].append(_instance(model, {"id": pk, "person_id": person.pk, **told}))
    for relation, (model, _names) in TABLES.items():
        keep_related(person, relation, _in_order(model, found[relation]))


@Statement
def _rows(person: int) -> QuerySet:
    parts = [_part(relation, model, names, person) for relation, (model, names) in TABLES.items()]
    return parts[0].union(*parts[1:], all=True)


def _part(relation: str, model: Any, names: tuple[str | None, ...], person: int) -> QuerySet:
    # Cast, because the columns of a union must have matching types.
    cells = {
        f"cell_{place}": Cast(F(name) if name else Value(None), column())
        for place, (name, column) in enumerate(zip(names, COLUMNS, strict=True))
    }
    rows = model.objects.filter(person=person).order_by()
    return rows.annotate(relation=Value(relation, output_field=CharField()), **cells).values_list(
        "relation", "pk", *cells
    )


def _instance(model: Any, values: dict[str, Any]) -> Model:
    names = [field.attname for field in model._meta.concrete_fields if field.attname in values]
    row: Model = model.from_db(None, names, [values[name] for name in names])
    return row


def _in_order(model: Any, rows: list[Model]) -> list[Model]:
    """The rows as the model sorts them."""
    for name in reversed(model._meta.ordering):
        values = {row.pk: getattr(row, name.lstrip("-")) for row in rows}
        ranks = {pk: (value is not None, value) for pk, value in values.items()}
        rows = sorted(rows, key=lambda row, ranks=ranks: ranks[row.pk], reverse=name[0] == "-")  # type: ignore[misc]
    return rows
