"""Records what a change of circumstance writes, row by row with old and new values, and undoes it.

A row is restored only if it still holds the values the change wrote: later edits are not undone.
"""

from datetime import UTC, date, datetime
from typing import Any, cast

from django.apps import apps
from django.db import models


class Journal:
    """Collects entries {model, pk, before, after}; dates and moments as ISO text, relations as keys."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []

    def change(self, row: models.Model, **values: Any) -> None:
        """Sets and saves the values and records those that differ."""
        before = values_of(row, values)
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        self.note(row, before, values_of(row, values))

    def watch(self, row: models.Model, names: tuple[str, ...]) -> "Watch":
        """Records what another module's command changes in these fields of the row within the block."""
        return Watch(self, row, names)

    def note(self, row: models.Model, before: dict, after: dict) -> None:
        """Records what differs between the old and new values, if anything."""
        changed = [name for name in before if before[name] != after[name]]
        if changed:
            entry = {"model": row._meta.label_lower, "pk": row.pk}
            entry["before"] = {name: before[name] for name in changed}
            entry["after"] = {name: after[name] for name in changed}
            self.entries.append(entry)


class Watch:
    """The context manager of `Journal.watch`."""

    def __init__(self, journal: Journal, row: models.Model, names: tuple[str, ...]) -> None:
        self.journal, self.row, self.names = journal, row, names

    def __enter__(self) -> None:
        self.row.refresh_from_db()
        self.before = values_of(self.row, self.names)

    def __exit__(self, failure: type | None, *rest: Any) -> None:
        if failure is None:
            # The command works on its own instance, so its changes have to be read from the database.
            self.row.refresh_from_db()
            self.journal.note(self.row, self.before, values_of(self.row, self.names))


def values_of(row: models.Model, names: Any) -> dict[str, Any]:
    """The stored values of these fields as JSON."""
    return {name: _as_json(getattr(row, _column(row, name).attname)) for name in names}


def _column(row: models.Model, name: str) -> models.Field:
    """The column of this name; Django also resolves reverse relations, which the row does not store."""
    return cast(models.Field, row._meta.get_field(name))


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        # PostgreSQL and SQLite return moments in different zones; as text they must be equal.
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def row_of(entry: dict[str, Any]) -> models.Model | None:
    """The row an entry refers to; None if it is gone. Locks nothing, because read-only pages use it too."""
    return apps.get_model(entry["model"])._default_manager.filter(pk=entry["pk"]).first()


def stands(entry: dict[str, Any], row: models.Model | None) -> bool:
    """True if the row still holds the values the change wrote."""
    return row is not None and values_of(row, entry["after"]) == entry["after"]


def put_back(entry: dict[str, Any], row: models.Model) -> None:
    """Restores the row's old values."""
    for name, value in entry["before"].items():
        column = _column(row, name)
        setattr(row, column.attname, column.to_python(value))
    row.save(update_fields=list(entry["before"]))
