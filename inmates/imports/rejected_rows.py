"""Rejected rows of an import with what is needed to fix them: name, cell content, other rows of the same number."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inmates.custody.register_numbers import normalize
from inmates.imports.models import ImportRow, SpreadsheetImport
from inmates.imports.reading import Field, Reading, Rejected, Table
from inmates.imports.reading.cells import NAME_LENGTH, read_text
from inmates.imports.reading.row_findings import Reason
from inmates.imports.reading.tables import TableRow

WRITTEN_LENGTH = 80
KEY_LENGTH = 80
MOST_OTHERS = 5
"""If more rows share a number, none is listed: then the column itself is wrong."""

_NUMBER = (Field.REGISTER_NUMBER,)
_CELLS_OF = {
    Reason.NAME_TOO_LONG: (Field.NAME,),
    Reason.NAME_SIGNS: (Field.NAME,),
    Reason.NUMBER_IS_DATE: _NUMBER,
    Reason.NUMBER_TOO_LONG: _NUMBER,
    Reason.LEAVES_BEFORE_ENTERING: (Field.ENTERED, Field.SENTENCE_END),
    Reason.ENTERED_IN_FUTURE: (Field.ENTERED,),
    Reason.BORN_IN_FUTURE: (Field.BORN, Field.BIRTH),
    Reason.BORN_TOO_LATE: (Field.BORN, Field.BIRTH, Field.ENTERED),
    Reason.DUPLICATE: _NUMBER,
}


def rejected_rows(spreadsheet_import: SpreadsheetImport, table: Table, reading: Reading) -> Iterator[ImportRow]:
    """The rejected rows, to be stored; their numbers keep these people from counting as missing."""
    columns = {field: index for index, field in table.mapping.items()}
    cells = {row.number: row for row in table.rows}
    keys = {one.row: _key(cells.get(one.row), columns) for one in reading.rejected}
    same = defaultdict(list)
    # All of them: a row with a fault of its own still makes the other one a duplicate.
    for one in reading.rejected:
        if keys[one.row]:
            same[keys[one.row]].append(one.row)
    for one in reading.rejected:
        row = cells.get(one.row)
        others = [number for number in same.get(keys[one.row], []) if number != one.row]
        yield ImportRow(
            spreadsheet_import=spreadsheet_import,
            sheet_row=one.row,
            kind=ImportRow.Kind.REJECTED,
            name=_text(row, columns.get(Field.NAME))[:NAME_LENGTH],
            register_key=keys[one.row],
            values={**one.as_values(), "written": _written(one, row, columns), "others": others[:MOST_OTHERS]},
            why=one.why,
            is_chosen=False,
        )


def _key(row: TableRow | None, columns: dict[Field, int]) -> str:
    cell = row.cells.get(columns[Field.REGISTER_NUMBER]) if row else None
    return normalize(read_text(cell))[:KEY_LENGTH]


def _text(row: TableRow | None, column: int | None) -> str:
    cell = row.cells.get(column) if row and column is not None else None
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else read_text(cell)


def _written(one: Rejected, row: TableRow | None, columns: dict[Field, int]) -> str:
    """The content of the cells that the reasons refer to, each cell once."""
    fields = dict.fromkeys(field for fault in one.faults for field in _fields_of(fault))
    texts = [_text(row, columns.get(field)) for field in fields]
    return " – ".join(filter(None, texts))[:WRITTEN_LENGTH]


def _fields_of(fault: Rejected) -> tuple[Field, ...]:
    if not fault.field:
        return _CELLS_OF.get(fault.reason, ())
    # The date of birth may share its cell with the place.
    return (fault.field, Field.BIRTH) if fault.field == Field.BORN else (fault.field,)


def rejection(row: ImportRow) -> Rejected:
    """Why a row was rejected; its `message` is in the active language."""
    return Rejected.from_values(row.values)


def written(row: ImportRow) -> str:
    """The content of the faulty cell; empty if there is none."""
    return row.values.get("written", "")


def others(row: ImportRow) -> str:
    """The other rows with the same register number."""
    numbers: list[Any] = row.values.get("others", [])
    if not numbers:
        return ""
    text = ngettext("Row %(rows)s has the same number.", "Rows %(rows)s have the same number.", len(numbers))
    return text % {"rows": ", ".join(map(str, numbers))}


def exported_rows(rows: Iterable[ImportRow]) -> tuple[list[str], Iterator[list[Any]]]:
    """Headers and cells for exporting the rejected rows."""
    heads = [_("Row"), _("Name"), _("Written"), _("Why it is not taken"), _("The other row")]
    cells = ([row.sheet_row, row.name, written(row), rejection(row).message, others(row)] for row in rows)
    return heads, cells
