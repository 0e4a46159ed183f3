"""The lists of people in custody in a file: which rows are people, and which columns are kept.

The content of all other columns (offence, religion, case) is dropped and reaches no returned object.
"""

import re
from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy

from core.errors import Blocker
from inmates.custody.register_numbers import normalize
from inmates.imports.reading import lists
from inmates.imports.reading.fields import DATES, REQUIRED, Field
from inmates.imports.reading.headers import HEADS, is_repeated_header
from inmates.imports.reading.lists import Choice, ListKind, Table, TableRow, Workbook
from inmates.imports.reading.refusals import MAX_ROWS
from inmates.imports.reading.spreadsheets import Cell

_TOTAL = re.compile(
    r"\W*(?:(?:sub|grand)\W*)?(?:total|jumlah|jml|rekapitulasi|subtotal)\b.*", re.IGNORECASE | re.DOTALL
)
_HEADING = re.compile(
    r"(?:blok|kamar|sel|wing|register|kelompok|daftar|lanjutan|halaman|hal|keterangan|catatan|mengetahui|dicetak)\b.*"
    r"|kementerian .*|direktorat .*|kantor wilayah .*|kanwil .*|nip\b.*",
    re.IGNORECASE | re.DOTALL,
)
# Possessive quantifiers: otherwise a long cell would be retried at each position.
_SUM = re.compile(r"[\W\d]*+(?:orang|wbp|org)?[\W\d]*+")
_PAGE_NUMBER = re.compile(r"\(?\d{1,2}\)?\.?")


def read_table(data: bytes, *, mapping: Mapping[int, Field] | Choice[Field] | None = None) -> Table[Field]:
    """The list of people that `read_workbook` puts first."""
    return read_workbook(data, mapping=mapping).tables[0]


def read_workbook(
    data: bytes,
    *,
    mapping: Mapping[int, Field] | Choice[Field] | None = None,
    sheet: str = "",
    whose: int | None = None,
) -> Workbook[Field]:
    """The lists of people in custody in the file `data`; arguments and refusals as of `read_lists`."""
    return lists.read_lists(data, CUSTODY, mapping=mapping, sheet=sheet, whose=whose)


def _lacking(fields: Collection[Field]) -> list[Blocker]:
    message = gettext_lazy("Choose the column for “%(field)s”; without it no row can be taken.")
    missing = [field for field in REQUIRED if field not in fields]
    return [Blocker("required", str(message) % {"field": field.label}) for field in missing]


def _is_meant(row: list[Cell], mapping: Mapping[int, Field]) -> bool:
    return not _is_total(row, mapping) and not is_column_numbering(row)


def _without_closing(kept: list[TableRow], mapping: Mapping[int, Field]) -> list[TableRow]:
    """The rows of people, without the places, dates and signatures that stand apart below the list."""
    rows = [row for row in kept if _is_person(row, mapping)]
    end = len(rows)
    # From the bottom, since what follows a list has no fixed form; rows directly below a person are people again.
    while end and not _is_evident(rows[end - 1], mapping):
        end -= 1
    while 0 < end < len(rows) and rows[end].number == rows[end - 1].number + 1:
        end += 1
    return rows[:end]


def _is_person(row: TableRow, mapping: Mapping[int, Field]) -> bool:
    """True if a row is meant as a person, so that dropping it would silently lose one."""
    cells = {mapping[index]: cell for index, cell in row.cells.items()}
    filled = cells.keys() - {Field.ORDINAL}
    if not filled or is_repeated_header(cells):
        return False
    lone = next(iter(filled))
    return not (len(filled) == 1 and Field.ORDINAL not in cells and _is_heading(cells[lone], lone))


def _is_heading(cell: Cell, field: Field) -> bool:
    """True if a row's only cell is a heading between people (a block, a page title)."""
    if field is Field.REGISTER_NUMBER:
        return not isinstance(cell, str) or not any(character.isdigit() for character in cell)
    return field is not Field.NAME or not isinstance(cell, str) or bool(_HEADING.fullmatch(cell.strip()))


def _is_evident(row: TableRow, mapping: Mapping[int, Field]) -> bool:
    """True if a last row is certainly a person and not a place, date, office or name of a signatory."""
    cells = {mapping[index]: cell for index, cell in row.cells.items()}
    number, name = (cells.get(field) for field in (Field.REGISTER_NUMBER, Field.NAME))
    if isinstance(number, str) and any(character.isdigit() for character in normalize(number)):
        # The register number column sometimes holds the signatory's staff number.
        return not re.match(r"\W*nip\b", number, re.IGNORECASE)
    if isinstance(number, str) and not normalize(number):
        return True
    return (name is not None and isinstance(cells.get(Field.ORDINAL), int | float)) or len(
        cells.keys() - {Field.ORDINAL}
    ) > 3


def _is_total(row: list[Cell], mapping: Mapping[int, Field]) -> bool:
    """True if the row contains a word for a total and has neither a name nor a register number."""
    if not any(isinstance(cell, str) and _TOTAL.fullmatch(cell) for cell in row):
        return False
    for index, field in mapping.items():
        cell = row[index] if index < len(row) else None
        if field in REQUIRED and isinstance(cell, str) and not _is_sum(cell):
            return False
    return True


def _is_sum(text: str) -> bool:
    return bool(_TOTAL.fullmatch(text) or _SUM.fullmatch(text.lower()))


def is_column_numbering(row: list[Cell]) -> bool:
    """True if the cells are 1, 2, 3 ..., the column numbers of printed forms."""
    filled = [cell for cell in row if cell is not None]
    texts = [str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell).strip() for cell in filled]
    # Just two numbers may be somebody's cell and block.
    if len(texts) < 3 or not all(_PAGE_NUMBER.fullmatch(text) for text in texts):
        return False
    numbers = [int(text.strip("().")) for text in texts]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


CUSTODY = ListKind(
    fields=Field,
    heads=HEADS,
    lacking=_lacking,
    is_meant=_is_meant,
    without_closing=_without_closing,
    most_rows=MAX_ROWS,
    refusals={},
    seal="inmates.import.table",
    needed=REQUIRED,
    dates=DATES,
    births=(Field.BORN,),
)
"""A list of the people in custody in one facility."""
