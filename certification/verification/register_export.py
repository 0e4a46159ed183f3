"""Exports the register for the standalone public site: one file, written once, without people in custody.

It contains what the check page shows, keys, and status lists. What is told of a certificate can be read with its code
alone (see `sealed_records`).
"""

import json
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from certification.register.paper_proofs import is_proven
from certification.verification import certificate_check, published_keys, sealed_records
from core import clock
from core.ports import Port

TABLES = (
    "CREATE TABLE record (code_digest TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE status_list (slug TEXT PRIMARY KEY, token TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE document (name TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID",
)
# Rows in memory at once.
_CHUNK = 500


class Further(NamedTuple):
    """How many papers a later subject adds, and their records by the code that opens each; an empty one is none."""

    papers: int
    records: dict[str, dict[str, Any]]


further: Port[[], Further] = Port()
"""What is exported besides, each record under every code by which it is asked. Asked once an export."""


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


def _told(
    part: list[tuple[str, str, int]], others: Mapping[str, tuple[str, Mapping[str, Any]]]
) -> dict[str, tuple[str, Mapping[str, Any]]]:
    """Code and record of each paper by its digest, in the order of `part`, so that the file tells of no kind."""
    found = certificate_check.checkable().in_bulk([key for _digest, kind, key in part if kind == "certificate"])
    papers = certificate_check.sealed_papers().in_bulk([key for _digest, kind, key in part if kind == "paper"])
    told: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for digest, kind, key in part:
        if kind == "certificate":
            told[digest] = (found[key].code or "", certificate_check.record_of(found[key]))
        elif kind == "paper":
            told[digest] = (papers[key].code, certificate_check.summary_of(papers[key]))
        else:
            told[digest] = others[digest]
    return told


def _fill(file: sqlite3.Connection) -> int:
    for table in TABLES:
        file.execute(table)
    added = further.ask()
    others = {sealed_records.place_of(code): (code, told) for one in added for code, told in one.records.items()}
    order = sorted([*_order(), *((digest, "further", 0) for digest in others)])
    for at in range(0, len(order), _CHUNK):
        part = order[at : at + _CHUNK]
        told = _told(part, others)
        records = ((digest, sealed_records.sealed(code, record)) for digest, (code, record) in told.items())
        file.executemany("INSERT INTO record VALUES (?, ?)", records)
    file.executemany("INSERT INTO status_list VALUES (?, ?)", published_keys.list_tokens().items())
    documents = {
        "keys": json.dumps(published_keys.keys_document(), ensure_ascii=False),
        "written_at": clock.now().isoformat(timespec="seconds"),
    }
    file.executemany("INSERT INTO document VALUES (?, ?)", documents.items())
    return len(order) - len(others) + sum(one.papers for one in added)


def _order() -> list[tuple[str, str, int]]:
    """Digest, kind and key of every paper, in the order of the digests, which are random.

    Where the pages of the file lie tells in which order its rows were written.
    """
    certificates = certificate_check.checkable().order_by().values_list("code", "pk").iterator()
    papers = certificate_check.sealed_papers().order_by().iterator(_CHUNK)
    found = [("certificate", code, key) for code, key in certificates]
    found += [("paper", paper.code, paper.pk) for paper in papers if is_proven(paper)]
    return sorted((sealed_records.place_of(code), kind, key) for kind, code, key in found if code)
