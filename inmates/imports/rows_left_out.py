"""Rejected rows of a list, kept with their reasons after the others are stored, so that somebody mends them."""

import json
from collections.abc import Iterable

from core import crypto
from inmates.imports.list_kinds import Effect, Line
from inmates.imports.models import ListImport


def seal(found: ListImport, lines: Iterable[Line]) -> str:
    """The rejected ones of these lines, encrypted; empty if there are none."""
    rows = [[one.row, one.name, one.written, list(one.reasons)] for one in lines if one.effect == Effect.REJECTED]
    return crypto.encrypt(json.dumps(rows), context=_context(found)) if rows else ""


def rejected(found: ListImport) -> list[Line]:
    """The rows that an accepted list left out; none once they are destroyed."""
    if not found.sealed_rejected:
        return []
    rows = json.loads(crypto.decrypt(found.sealed_rejected, context=_context(found)))
    return [
        Line(row, name, Effect.REJECTED, reasons=tuple(reasons), written=written)
        for row, name, written, reasons in rows
    ]


def _context(found: ListImport) -> str:
    return f"inmates.listimport.rejected:{found.public_id}"


crypto.declare_passing("inmates.ListImport", "sealed_rejected")
