"""Checks whether the database schema matches this code.

Django checks migrations by name only. A database created when a migration had other content counts as up to date, and
every page that needs the difference fails.
"""

import re
from collections.abc import Iterator

from django.apps import apps
from django.db import connection
from django.db.models import Model

_COLUMNS = {
    "sqlite": """
        SELECT tables.name, columns.name, columns."notnull" AND columns.dflt_value IS NULL AND columns.pk = 0
        FROM sqlite_master tables JOIN pragma_table_info(tables.name) columns
        WHERE tables.type = 'table'
    """,
    "postgresql": """
        SELECT table_name, column_name, is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'
        FROM information_schema.columns WHERE table_schema = current_schema()
    """,
}
_NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index'",
    "postgresql": """
        SELECT conname FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
        UNION ALL SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()
    """,
}
# SQLite keeps constraint names only in the table's SQL.
_TEXTS = "SELECT sql FROM sqlite_master WHERE type = 'table'"
_NAMED = re.compile(r'CONSTRAINT "([^"]+)"')


def differences() -> list[str]:
    """Missing parts, and required columns unknown to the models, one name each; empty if everything matches.

    Covers tables, columns, named constraints and indexes, but not types, triggers or contents.
    """
    columns = _columns()
    names = _names()
    return [part for model in _models() for part in _missing(model, columns, names)]


def _models() -> list[type[Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def _names() -> set[str]:
    """The names of all constraints and indexes."""
    names = {row[0] for row in _rows(_NAMES)}
    if connection.vendor == "sqlite":
        names |= {name for row in _rows({"sqlite": _TEXTS}) for name in _NAMED.findall(row[0])}
    return names


def _columns() -> dict[str, dict[str, bool]]:
    """Maps table to column to whether an insert must provide a value for it."""
    found: dict[str, dict[str, bool]] = {}
    for table, column, needed in _rows(_COLUMNS):
        found.setdefault(table, {})[column] = bool(needed)
    return found


def _missing(model: type[Model], columns: dict[str, dict[str, bool]], names: set[str]) -> Iterator[str]:
    table = model._meta.db_table
    if table not in columns:
        yield table
        return
    had, wanted = columns[table], {str(field.column) for field in model._meta.local_concrete_fields}
    yield from (f"{table}.{column}" for column in sorted(wanted - had.keys()))
    yield from (f"{table}.{column}" for column in sorted(had.keys() - wanted) if had[column])
    for rule in [*model._meta.constraints, *model._meta.indexes]:
        if rule.name not in names:
            yield rule.name


def _rows(statements: dict[str, str]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statements[connection.vendor])
        return cursor.fetchall()
