"""Copies of loaded offices, made by PostgreSQL itself: COPY of what stands there into COPY of what comes.

A model office is loaded by Django once (`Loaded`); `multiply` copies its rows in all tables with keys of their own.
Relations within the office lead to the rows of the same copy, all others to what they led to.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

# Texts that name an office outside of its own table, where they stand as plain text.
OFFICE_COLUMNS = {"core_auditchain.name", "core_auditevent.chain", "core_accesslogentry.office", "core_job.office"}


def tables() -> list[type[models.Model]]:
    """The models whose rows have numbers as keys, so that copies can have numbers of their own."""
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return [model for model in found if isinstance(number_of(model), models.IntegerField)]


def number_of(model: type[models.Model]) -> models.Field:
    """The key, behind relations that are keys themselves."""
    key = model._meta.pk
    while isinstance(key, models.ForeignKey):
        key = key.target_field
    return key


@dataclass
class Loaded:
    """The keys that a model office has got in each table: above the first number, up to the second."""

    keys: dict[str, tuple[int, int]] = field(default_factory=dict)


@contextmanager
def loading() -> Iterator[Loaded]:
    """Notes the keys of whatever is stored within the block."""
    loaded, before = Loaded(), highest_keys()
    yield loaded
    loaded.keys = {name: (before[name], now) for name, now in highest_keys().items() if now > before[name]}


def highest_keys() -> dict[str, int]:
    """The highest key of each table, 0 for an empty one."""
    found = {}
    with connection.cursor() as cursor:
        for model in tables():
            key = connection.ops.quote_name(model._meta.pk.column)
            cursor.execute(f"SELECT coalesce(max({key}), 0) FROM {model._meta.db_table}")
            found[model._meta.db_table] = cursor.fetchone()[0]
    return found


def multiply(loaded: Loaded, copies: int, mark: str) -> None:
    """Stores so many copies of the office; what must be unique and is no number gets the mark and the copy's number."""
    target = highest_keys()
    shifts = {name: (low, high, target[name] - low, high - low) for name, (low, high) in loaded.keys.items()}
    with another_connection() as reading:
        for model in tables():
            if model._meta.db_table in shifts:
                pour(reading, *statements(model, shifts, copies, mark))
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(sql)


@contextmanager
def another_connection() -> Iterator[Any]:
    """A connection of psycopg2 to the same database, which waits as long as it takes."""
    with closing(connection.get_new_connection(connection.get_connection_params())) as other:
        with other.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
        other.commit()
        yield other


def statements(model: type[models.Model], shifts: dict, copies: int, mark: str) -> tuple[str, str]:
    """What reads the copies of one table, and what stores them."""
    table, quote = model._meta.db_table, connection.ops.quote_name
    low, high, *_shift = shifts[table]
    fields, unique = model._meta.concrete_fields, unique_texts(model)
    chosen = ", ".join(_copied(one, shifts, unique, mark) for one in fields)
    key = quote(model._meta.pk.column)
    read = (
        f"SELECT {chosen} FROM {table} AS t, generate_series(0, {copies - 1}) AS n "
        f"WHERE t.{key} > {low} AND t.{key} <= {high} ORDER BY n, t.{key}"
    )
    return read, f"{table} ({', '.join(quote(one.column) for one in fields)})"


def _copied(one: models.Field, shifts: dict, unique: set[str], mark: str) -> str:
    column = f"t.{connection.ops.quote_name(one.column)}"
    related = one.remote_field.model._meta.db_table if one.remote_field else one.model._meta.db_table
    if (one.primary_key or one.remote_field) and related in shifts:
        low, high, shift, width = shifts[related]
        return (
            f"CASE WHEN {column} > {low} AND {column} <= {high} THEN {column} + {shift} + n * {width} ELSE {column} END"
        )
    if isinstance(one, models.UUIDField) and one.name in unique:
        return "gen_random_uuid()"
    if one.name in unique or f"{one.model._meta.db_table}.{one.column}" in OFFICE_COLUMNS:
        most = one.max_length or 200
        return f"CASE WHEN {column} = '' THEN '' ELSE left({column}, {most - 6}) || '{mark}' || n END"
    return column


def unique_texts(model: type[models.Model]) -> set[str]:
    """The fields that must be told apart from copy to copy, since no key of the copy does it."""
    found = {one.name for one in model._meta.concrete_fields if one.unique and not one.remote_field}
    for constraint in model._meta.constraints:
        if not isinstance(constraint, models.UniqueConstraint):
            continue
        parts = [model._meta.get_field(name) for name in constraint.fields]
        texts = [one for one in parts if isinstance(one, (models.CharField, models.UUIDField))]
        if texts and not any(one.remote_field for one in parts):
            found.add(texts[0].name)
    return found - {model._meta.pk.name}


def pour(reading: Any, read: str, into: str) -> None:
    """Pours what one COPY reads into another; Python moves bytes only."""
    source, sink = os.pipe()

    def draw() -> None:
        with os.fdopen(sink, "wb") as stream, reading.cursor() as cursor:
            cursor.copy_expert(f"COPY ({read}) TO STDOUT", stream)
        reading.commit()

    drawing = threading.Thread(target=draw)
    drawing.start()
    with os.fdopen(source, "rb") as stream, connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {into} FROM STDIN", stream)
    drawing.join()


@contextmanager
def in_bulk() -> Iterator[None]:
    """No triggers and no indexes but those of constraints within the block; afterwards indexes and statistics."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
            "JOIN pg_class ON pg_class.oid = indrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace "
            "WHERE nspname = 'public' AND NOT indisunique AND NOT indisexclusion"
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")
