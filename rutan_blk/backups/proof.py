"""Whether a restored site is what the manifest of its backup tells of, and how far it is behind what was signed."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from certification.sealing import head_anchors
from core import key_mark
from reports.upkeep.works import PROOFS, WORKS
from rutan_blk.backups import picture
from rutan_blk.backups.picture import Manifest


def of_works() -> Iterator[str]:
    """Yields a sentence for everything that does not hold in itself."""
    for code in PROOFS:
        yield from (f"{code}: {fault}" for fault in WORKS[code].do().faults)


def of_rows(manifest: Manifest) -> Iterator[str]:
    """Yields a sentence for everything that is not as it was when the backup was taken."""
    if not key_mark.is_of_ring(manifest.key_mark):
        yield "The field key is another than when the backup was taken."
    there = connection.introspection.table_names()
    for table, count in manifest.tables.items():
        # The program of today may know tables that the backup had not yet.
        found = picture.count(_ask, table) if table in there else "no"
        if found != count:
            yield f"{table}: {found} rows, {count} when the backup was taken"
    chains = picture.chains(_ask)
    for chain, (length, head) in manifest.chains.items():
        if chains.get(chain) != [length, head]:
            yield f"{chain}: the head of the chain is not that of the backup"


def _ask(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def against_anchors(copies: Iterable[Path]) -> tuple[list[str], dict[str, int]]:
    """What contradicts copies of the signer's log, and how many signed events of each chain are not in the database."""
    contradictions, lost = list[str](), dict[str, int]()
    for copy in copies:
        found, behind = head_anchors.compared(copy)
        contradictions += found
        for chain, events in behind.items():
            lost[chain] = max(events, lost.get(chain, 0))
    return contradictions, lost
