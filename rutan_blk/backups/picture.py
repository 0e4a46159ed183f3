"""A picture of the database at one moment, taken while the site goes on, and a manifest of what is in it."""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from core import clock, health, key_mark
from rutan_blk.backups.key_halves import owner_only
from rutan_blk.backups.repository import Refused

MANIFEST, SETTINGS = "manifest.json", "settings.env"
NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


@dataclass(frozen=True)
class Manifest:
    """What a picture holds, by which a restored site is compared."""

    taken_at: str
    engine: str
    key_mark: str
    # Rows by table.
    tables: dict[str, int]
    # Length and hash of the head of each chain of the audit.
    chains: dict[str, tuple[int, str]]
    # The last migration of each app, by which a program that is older than the backup is known.
    migrations: dict[str, str]
    # Where files and keys lay; restic stores whole paths.
    media: str
    statement_keys: str

    def write(self, folder: Path) -> None:
        """Writes it as JSON beside the picture."""
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=1))

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """The manifest in that folder. Raises `Refused`."""
        try:
            return cls(**json.loads((folder / MANIFEST).read_text()))
        except (OSError, ValueError, TypeError) as error:
            raise Refused(f"{folder} holds no manifest of a backup: {error}") from error


def take(folder: Path) -> Manifest:
    """Fills a new folder, for the owner alone, with the database and its manifest. Raises `Refused`."""
    shutil.rmtree(folder, ignore_errors=True)
    _refuse_full_disk(folder.parent)
    folder.mkdir(mode=0o700, parents=True)
    if (own := Path(settings.BASE_DIR) / ".env").exists():
        with open(folder / SETTINGS, "x", opener=owner_only) as file:
            file.write(own.read_text())
    manifest = (_of_sqlite if connection.vendor == "sqlite" else _of_postgresql)(folder / NAMES[connection.vendor])
    manifest.write(folder)
    return manifest


def _refuse_full_disk(folder: Path) -> None:
    """A picture needs the room of the database once more."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            size = Path(connection.settings_dict["NAME"]).stat().st_size
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
            (size,) = cursor.fetchone()
    if (free := shutil.disk_usage(folder).free) < size + health.LEAST_FREE:
        raise Refused(f"A backup needs room for a copy of {size // 1_000_000} MB; {free // 1_000_000} MB are free.")


def facts_of(ask: Any) -> dict[str, Any]:
    """Rows, heads and migrations, by a function that answers one SQL statement with its rows."""
    names = connection.introspection.django_table_names(only_existing=False, include_views=False)
    return {
        "tables": {name: count(ask, name) for name in sorted({*names, "django_migrations"})},
        "chains": chains(ask),
        "migrations": dict(ask("SELECT app, MAX(name) FROM django_migrations GROUP BY app ORDER BY app")),
    }


def chains(ask: Any) -> dict[str, list[Any]]:
    """Length and hash of the head of each chain of the audit."""
    return {name: [length, head] for name, length, head in ask("SELECT name, length, head FROM core_auditchain")}


def count(ask: Any, table: str) -> int:
    """The number of rows of a table."""
    return ask(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")[0][0]  # noqa: S608  # a table of ours


def _manifest(ask: Any) -> Manifest:
    return Manifest(
        taken_at=clock.now().isoformat(),
        engine=connection.vendor,
        key_mark=key_mark.digest(),
        media=str(Path(settings.MEDIA_ROOT).resolve()),
        statement_keys=str(Path(settings.STATEMENT_KEY_DIR).resolve()),
        **facts_of(ask),
    )


def _of_sqlite(target: Path) -> Manifest:
    open(target, "x", opener=owner_only).close()
    # Not read-only: that cannot be opened where a site that has stopped left no index of its log.
    source = Path(connection.settings_dict["NAME"]).resolve().as_uri() + "?mode=rw"
    with closing(sqlite3.connect(source, uri=True)) as live, closing(sqlite3.connect(target)) as copy:
        # In one go: taken page by page, it would begin anew with each row that somebody writes.
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        if (found := copy.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
            raise Refused(f"The database file is damaged: {found}")
        return _manifest(lambda statement: copy.execute(statement).fetchall())


def _of_postgresql(target: Path) -> Manifest:
    with _one_moment() as (ask, snapshot):
        manifest = _manifest(ask)
        # Uncompressed, so that restic finds what did not change since the last backup.
        words = ["--format=custom", "--compress=0", f"--snapshot={snapshot}", f"--file={target}"]
        run_client("pg_dump", *words)
    target.chmod(0o600)
    return manifest


@contextmanager
def _one_moment() -> Iterator[tuple[Any, str]]:
    """A connection that sees one moment, however long it is open, and the name by which pg_dump sees the same."""
    apart = connection.copy()
    try:
        with apart.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()

            def ask(statement: str) -> list[tuple]:
                cursor.execute(statement)
                return cursor.fetchall()

            yield ask, snapshot
    finally:
        apart.close()


def run_client(program: str, *words: str) -> None:
    """Runs a program of PostgreSQL on the site's database. Raises `Refused`."""
    (_psql, *place), secrets = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    if socket := connection.settings_dict["OPTIONS"].get("host"):
        secrets = {**(secrets or {}), "PGHOST": str(socket)}
    # The last word is the database's name, which pg_restore takes as an option alone.
    command = [program, *place[:-1], f"--dbname={place[-1]}", *words]
    try:
        done = subprocess.run(
            command, env={**os.environ, **(secrets or {})}, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
    except FileNotFoundError as error:
        raise Refused(f"{program} is not installed. As root: apt-get install postgresql-client") from error
    if done.returncode:
        raise Refused(f"{program} ended with {done.returncode}: {done.stderr.strip()[-400:]}")
