"""What is kept of an uploaded spreadsheet until its import is settled: the lists, encrypted, with the columns of one.

Every kind of list goes this way: read by `read`, kept by `keep`, its columns confirmed by `assign`. Who may do so, and
what becomes of the rows, is up to the import of each kind.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic

from django.utils.translation import gettext_lazy

from core import crypto
from core.errors import Blocker
from inmates.imports.models import KeptFile
from inmates.imports.reading.cells import read_text
from inmates.imports.reading.dates import ImpossibleDateError, read_date
from inmates.imports.reading.header_rows import Column, F
from inmates.imports.reading.lists import Choice, LeftSheet, ListKind, Table, Workbook, read_lists
from inmates.imports.reading.spreadsheets import Cell


@dataclass(frozen=True)
class Upload(Generic[F]):
    """The result of reading an uploaded file: its identity and its lists. The file itself is gone."""

    sha256: str
    workbook: Workbook[F]

    @property
    def table(self) -> Table[F]:
        """The list that is used unless another one is chosen."""
        return self.workbook.tables[0]


def read(
    data: bytes,
    kind: ListKind[F],
    *,
    mapping: Mapping[int, F] | Choice[F] | None = None,
    sheet: str = "",
    whose: int | None = None,
) -> Upload[F]:
    """The lists in the file; arguments as of `read_lists`.

    May take seconds, so call it outside a transaction. Raises ImportRefused with the message for the user.
    """
    workbook = read_lists(data, kind, mapping=mapping, sheet=sheet, whose=whose)
    return Upload(hashlib.sha256(data).hexdigest(), workbook)


def keep(found: KeptFile, tables: Sequence[Table[F]], kind: ListKind[F], *, left: Iterable[LeftSheet] = ()) -> None:
    """Sets, without saving, what is kept of the file: the first of `tables` is read, the others can be chosen.

    `left` are the sheets without a list, in addition to those already recorded.
    """
    table = tables[0]
    lists = [{"name": one.sheet, "rows": len(one.rows), "is_list": True} for one in tables]
    others = [one for one in found.sheets if not one["is_list"]]
    others += [{"name": one.name, "rows": one.rows, "is_list": False} for one in left]
    found.sheets = [*lists, *others] if table.sheet else []
    found.headers = _headers(table)
    found.sheet_rows = len(table.rows)
    # JSON rather than pickle: even with a stolen key, decrypted content must not be able to run code.
    text = json.dumps([one.as_values() for one in tables], separators=(",", ":"), ensure_ascii=False)
    found.sealed_table = crypto.encrypt(text, context=_context(found, kind))


def _headers(table: Table[F]) -> list[dict[str, Any]]:
    """Each column, and whether its cells are kept: those of a field, or some of a column that says something."""
    filled = {index for row in table.rows for index in row.cells}
    return [
        {
            "index": column.index,
            "text": column.text,
            "field": column.field or "",
            "kept": bool(column.field) or column.index in filled,
        }
        for column in table.columns
    ]


def kept(found: KeptFile, kind: ListKind[F]) -> list[Table[F]]:
    """The lists stored by `keep`, the one to read first."""
    values = json.loads(crypto.decrypt(found.sealed_table, context=_context(found, kind)))
    # The previous version stored a single table.
    tables = values if isinstance(values, list) else [values]
    return [Table.from_values(one, kind.fields) for one in tables]


def _context(found: KeptFile, kind: ListKind[F]) -> str:
    return f"{kind.seal}:{found.public_id}"


def choice_blockers(mapping: Mapping[int, F], kind: ListKind[F]) -> list[Blocker]:
    """Reasons why these fields cannot be chosen: one is lacking, or chosen twice."""
    blockers = kind.lacking(mapping.values())
    for field, count in Counter(mapping.values()).items():
        if count > 1:
            message = gettext_lazy("“%(field)s” is chosen for more than one column. Choose it once.")
            blockers.append(Blocker("twice", str(message) % {"field": field.label}))
    return blockers


def content_blockers(found: KeptFile, mapping: Mapping[int, F], file: Upload[F] | None) -> list[Blocker]:
    """Reasons why the content of these columns is missing: neither kept before, nor in the same file uploaded again."""
    if file is None:
        if mapping.keys() <= found.kept_columns:
            return []
        text = gettext_lazy(
            "You chose a column whose content was not kept. Pick the same file again so that it can be read."
        )
        return [Blocker("needs_file", text)]
    if file.sha256 == found.file_sha256:
        return []
    text = gettext_lazy("This is not the file that was uploaded before. Pick the same file, or start a new import.")
    return [Blocker("other_file", text)]


def assign(found: KeptFile, mapping: Mapping[int, F], kind: ListKind[F], *, file: Upload[F] | None = None) -> None:
    """Sets, without saving, the field of each column by index; what other columns held is dropped.

    `file` is the same file again, read with this mapping; it is needed only for a column that was dropped.
    """
    first, *others = kept(found, kind)
    table = file.table if file is not None else first
    columns = tuple(Column(one.index, one.text, mapping.get(one.index)) for one in table.columns)
    rows = tuple(row.only(mapping) for row in table.rows)
    keep(found, [Table(columns, rows, table.sheet), *others], kind)


SHOWN, SHOWN_LENGTH = 3, 30
"""The mapping page shows this many cells per column and characters per cell."""
_LOOKS_LIKE_NIK = re.compile(r"(?:\d[\s.-]*){13,}")


def samples(found: KeptFile, kind: ListKind[F], *, today: date) -> dict[int, list[str]]:
    """The first filled cells of each kept column, by index; anything resembling a NIK is hidden."""
    if not found.sealed_table:
        return {}
    texts: dict[int, list[str]] = {}
    table = kept(found, kind)[0]
    mapping = table.mapping
    for row in table.rows:
        for index, cell in row.cells.items():
            shown = texts.setdefault(index, [])
            if len(shown) < SHOWN and (text := _shown(cell, mapping.get(index), kind, today)) and text not in shown:
                shown.append(text)
    return texts


def _shown(cell: Cell, field: F | None, kind: ListKind[F], today: date) -> str:
    if field in kind.dates and isinstance(cell, int | float):
        # A serial number would not tell the user which date it is.
        with suppress(ImpossibleDateError):
            cell = read_date(cell, born=field in kind.births, today=today)
    text = f"{cell:%d/%m/%Y}" if isinstance(cell, date) else read_text(cell)
    return "•" * 4 if _LOOKS_LIKE_NIK.search(text) else text[:SHOWN_LENGTH]


crypto.declare_passing("inmates.SpreadsheetImport", "sealed_table")
crypto.declare_passing("inmates.ListImport", "sealed_table")
