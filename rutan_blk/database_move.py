"""Moves a site from SQLite to PostgreSQL: every row as it is, so that chains of proof go on unbroken.

`dumpdata` and `loaddata` would cut times to milliseconds, of which hashes of the audit hold microseconds.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import DatabaseError, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from environ import Env

from rutan_blk.backups.repository import Refused

SOURCE, TARGET = "default", "target"
# Rows of one statement; fewer where rows hold whole files.
AT_ONCE, FILES_AT_ONCE = 1000, 20


def move(url: str, *, say: Callable[[str], object]) -> int:
    """Copies everything into the empty database at `url`, in one transaction. Returns the number of rows.

    Nobody can write to the source meanwhile. Raises `Refused`; then the target stays as it was, but for empty tables.
    """
    target = _target(url)
    say("Making the tables ...")
    _migrate(url)
    _refuse_data(target)
    moved = 0
    with transaction.atomic(using=SOURCE), transaction.atomic(using=TARGET), _without_triggers(target):
        for model in _models():
            _empty(target, model)
        for model in _models():
            moved += _copy(model)
        if differing := list(differences()):
            raise Refused("\n".join(["Not everything came over, so nothing was kept:", *differing]))
        _reset_sequences(target)
        _count_rows(target)
    return moved


def _target(url: str) -> BaseDatabaseWrapper:
    if connections[SOURCE].vendor != "sqlite":
        raise Refused("DATABASE_URL names no database of SQLite, from which this moves.")
    wanted = Env.db_url_config(url)
    if not str(wanted.get("ENGINE")).endswith("postgresql"):
        raise Refused("Name a database of PostgreSQL: postgres://USER:PASSWORD@HOST/NAME")
    wanted = {**connections.configure_settings({SOURCE: wanted})[SOURCE]}
    connections.databases[TARGET] = wanted
    try:
        connections[TARGET].ensure_connection()
    except DatabaseError as error:
        raise Refused(f"The new database does not answer: {str(error).strip()}") from error
    return connections[TARGET]


def _migrate(url: str) -> None:
    """In a process whose only database is the new one: migrations write to the one that is called default."""
    command = [sys.executable, str(Path(settings.BASE_DIR, "manage.py")), "migrate", "--verbosity", "0"]
    done = subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, capture_output=True, text=True)
    if done.returncode:
        why = next(reversed(done.stderr.strip().splitlines()), f"migrate ended with {done.returncode}")
        raise Refused(f"The tables could not be made: {why}")


def _refuse_data(target: BaseDatabaseWrapper) -> None:
    users = _ask(target, "SELECT COUNT(*) FROM accounts_user")[0][0]
    if users:
        raise Refused(f"The new database holds data of {users} users. Name an empty one.")


def _models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


@contextmanager
def _without_triggers(target: BaseDatabaseWrapper) -> Iterator[None]:
    """What refuses changes would refuse to empty tables that migrations have filled. Its owner alone may do this."""
    tables = [target.ops.quote_name(model._meta.db_table) for model in _models()]
    with target.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        # References are checked at the end of a transaction, and a table with open checks keeps its form.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _empty(target: BaseDatabaseWrapper, model: type[models.Model]) -> None:
    with target.cursor() as cursor:
        cursor.execute(f"DELETE FROM {target.ops.quote_name(model._meta.db_table)}")  # noqa: S608  # a table of ours


def _copy(model: type[models.Model]) -> int:
    rows, copied = list[models.Model](), 0
    fields = model._meta.local_concrete_fields
    at_once = FILES_AT_ONCE if any(isinstance(field, models.BinaryField) for field in fields) else AT_ONCE
    for field in fields:
        # Libraries stamp their rows with the moment at which they are stored.
        if isinstance(field, models.DateTimeField | models.DateField):
            field.auto_now = field.auto_now_add = False
    for row in model._default_manager.using(SOURCE).order_by("pk").iterator(at_once):
        rows.append(row)
        if len(rows) == at_once:
            copied += _store(model, rows)
            rows = []
    return copied + _store(model, rows)


def _store(model: type[models.Model], rows: list[models.Model]) -> int:
    model._default_manager.using(TARGET).bulk_create(rows)
    return len(rows)


def differences() -> Iterator[str]:
    """Yields a sentence for every table with another number of rows, and every chain with another head."""
    for model in _models():
        table = model._meta.db_table
        had, has = (
            _ask(one, f"SELECT COUNT(*) FROM {one.ops.quote_name(table)}")[0][0]  # noqa: S608  # a table of ours
            for one in (connections[SOURCE], connections[TARGET])
        )
        if had != has:
            yield f"{table}: {has} rows of {had}"
    heads = "SELECT name, length, head FROM core_auditchain ORDER BY name"
    had, has = (list(map(tuple, _ask(connections[alias], heads))) for alias in (SOURCE, TARGET))
    if had != has:
        yield "the heads of the audit differ"


def _ask(connection: BaseDatabaseWrapper, statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def _reset_sequences(target: BaseDatabaseWrapper) -> None:
    with target.cursor() as cursor:
        for statement in target.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)


def _count_rows(target: BaseDatabaseWrapper) -> None:
    """Tells the planner what came, which else takes the tables for empty until autovacuum has been there."""
    with target.cursor() as cursor:
        cursor.execute("ANALYZE")
