"""Databases of versions that offices have, and what is in them, table by table."""

import hashlib
import json
import lzma
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).parent / "versions"
# Of made-up people, so everybody may know it.
FIELD_KEY = "the key of all stored versions, which guards nobody"
# Django fills them by itself after each migration.
NOT_COMPARED = {"django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"}


def versions() -> list[str]:
    return sorted(path.name for path in FOLDER.glob("*"))


def expected(version: str, kind: str) -> dict[str, dict]:
    """The facts of that version, as noted when it was stored."""
    return json.loads((FOLDER / version / "facts.json").read_text())[kind]


def places(var: Path, url: str) -> dict[str, str]:
    """Settings under which only that folder and that database are used."""
    return {
        "DATA_DIR": str(var),
        "MEDIA_ROOT": str(var / "media"),
        "STATIC_ROOT": str(var / "static"),
        "STATEMENT_KEY_DIR": str(var / "statement-keys"),
        "SEAL_SOCKET": str(var / "no-signer"),
        "FIELD_KEY": "",
        "DATABASE_URL": url,
        "LOG_LEVEL": "CRITICAL",
    }


def manage(var: Path, url: str, *words: str, **more: str) -> str:
    """What a command of the site says there; it has to end well."""
    command = [sys.executable, "manage.py", *words]
    environment = {**os.environ, **places(var, url), **more}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{words[0]}: {done.stdout[-2000:]}{done.stderr[-4000:]}"
    return done.stdout


def unpack(version: str, var: Path, kind: str) -> str:
    """Lays files and keys of a version into an empty folder; the path of its database or of the SQL that makes it."""
    (var / "field_key.txt").write_text(FIELD_KEY)
    with tarfile.open(FOLDER / version / "files.tar.xz") as archive:
        archive.extractall(var, filter="data")
    name = "site.sqlite3" if kind == "sqlite" else "site.sql"
    (var / name).write_bytes(lzma.decompress((FOLDER / version / f"{name}.xz").read_bytes()))
    return str(var / name)


def facts(columns: dict[str, list[str]] | None = None) -> dict[str, dict]:
    """Columns, rows and a digest of all rows of each table, or of those columns of those tables."""
    if columns is None:
        columns = {table: _columns(table) for table in connection.introspection.table_names()}
    return {table: _facts(table, names) for table, names in sorted(columns.items()) if table not in NOT_COMPARED}


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return sorted(one.name for one in connection.introspection.get_table_description(cursor, table))


def _facts(table: str, columns: list[str]) -> dict:
    quoted = ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {quoted} FROM {connection.ops.quote_name(table)}")
        rows = sorted(
            repr([bytes(value) if isinstance(value, memoryview) else value for value in row]) for row in cursor
        )
    return {"columns": columns, "rows": len(rows), "sha256": hashlib.sha256("\n".join(rows).encode()).hexdigest()}


def differences(expected: dict[str, dict], found: dict[str, dict]) -> list[str]:
    """The names of tables whose rows are not what they were."""
    return [table for table, facts in expected.items() if found[table] != facts]


def schema() -> list[str]:
    """What defines the tables of this database, a line each, in an order that does not depend on their past."""
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA[connection.vendor])
        return sorted(_without_casts(str(row)) for row in cursor.fetchall())


def _without_casts(text: str) -> str:
    """PostgreSQL writes `IN (…)` with other casts and brackets once it has read its own dump."""
    return re.sub(r"::(character varying|[a-z]+)(\[\])?|[()]", "", text) if connection.vendor == "postgresql" else text


# Column order is left out: a column that was added later stands last.
SCHEMA = {
    "sqlite": """
        SELECT tables.name, columns.name, lower(columns.type), columns."notnull", columns.dflt_value, columns.pk
        FROM sqlite_master tables JOIN pragma_table_info(tables.name) columns WHERE tables.type = 'table'
        UNION ALL SELECT tbl_name, name, sql, '', '', '' FROM sqlite_master WHERE type IN ('index', 'trigger')
    """,
    "postgresql": """
        SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length::text
        FROM information_schema.columns WHERE table_schema = current_schema()
        UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '', '' FROM pg_constraint
            WHERE connamespace = current_schema()::regnamespace
        UNION ALL SELECT tablename, indexname, indexdef, '', '', '' FROM pg_indexes WHERE schemaname = current_schema()
        UNION ALL SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), '', '', '' FROM pg_trigger
            WHERE NOT tgisinternal
        UNION ALL SELECT proname, '', prosrc, '', '', '' FROM pg_proc
            WHERE pronamespace = current_schema()::regnamespace
            AND prolang = (SELECT oid FROM pg_language WHERE lanname = 'plpgsql')
    """,
}
