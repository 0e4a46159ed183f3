"""Exports the register for the standalone public site: one file, written once, without people in custody.

It contains what the check page shows, keys, and status lists. Certificates are found by the digest of their code, so
that the file discloses no code.
"""

import json
import os
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from certification.verification import certificate_check, published_keys
from core import clock

TABLES = (
    "CREATE TABLE record (code_digest TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE status_list (slug TEXT PRIMARY KEY, token TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE document (name TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID",
)
# Rows in memory at once.
_CHUNK = 500


def export(path: Path) -> int:
    """Writes the whole register to `path`, replacing it atomically; returns the number of certificates.

    Processes still reading the old file are not disturbed. An aborted run leaves the old file.
    """
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(fresh)) as file, file:
            count = _fill(file)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return count


def _fill(file: sqlite3.Connection) -> int:
    for table in TABLES:
        file.execute(table)
    order = _order()
    for at in range(0, len(order), _CHUNK):
        part = order[at : at + _CHUNK]
        found = certificate_check.checkable().in_bulk([key for _digest, key in part])
        told = ((digest, certificate_check.record_of(found[key])) for digest, key in part)
        records = ((digest, json.dumps(record, ensure_ascii=False)) for digest, record in told)
        file.executemany("INSERT INTO record VALUES (?, ?)", records)
    file.executemany("INSERT INTO status_list VALUES (?, ?)", published_keys.list_tokens().items())
    documents = {
        "keys": json.dumps(published_keys.keys_document(), ensure_ascii=False),
        "written_at": clock.now().isoformat(timespec="seconds"),
    }
    file.executemany("INSERT INTO document VALUES (?, ?)", documents.items())
    return len(order)


def _order() -> list[tuple[str, int]]:
    """Digest and key of every certificate, in the order of the digests, which are random.

    Where the pages of the file lie tells in which order its rows were written.
    """
    codes = certificate_check.checkable().order_by().values_list("code", "pk")
    return sorted((digest_of(code), key) for code, key in codes.iterator() if code)


def digest_of(code: str) -> str:
    """The lookup key of a code. With 130 random bits, the code cannot be recovered from it."""
    return sha256(code.encode()).hexdigest()
