"""A file as a table of people: the header and the cells of recognized columns, nothing else.

The content of all other columns (offence, religion, case) is dropped here and reaches no returned object.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Any, Self

from inmates.custody.register_numbers import normalize
from inmates.imports.reading.fields import DATES, REQUIRED, Field
from inmates.imports.reading.headers import Column, Header, find_header, is_repeated_header
from inmates.imports.reading.refusals import MAX_ROWS, ImportRefused, RefusalCode
from inmates.imports.reading.spreadsheets import Cell, NamedSheet, Sheet, read_sheets

Choice = Callable[[tuple[Column, ...]], Mapping[int, Field] | None]
"""Chooses the field of each column (by index) from the header; None accepts the proposal."""

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


@dataclass(frozen=True)
class TableRow:
    """One row of the list: its number as a spreadsheet shows it, and its filled cells by column index."""

    number: int
    # Hidden from repr, because rows pass through logs and tracebacks.
    cells: Mapping[int, Cell] = attribute(repr=False)


@dataclass(frozen=True)
class Table:
    """The list in a file: its columns as seen, and the people's rows with only the kept columns."""

    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...] = attribute(repr=False)
    # The name of the sheet; text files have none.
    sheet: str = ""

    @property
    def mapping(self) -> dict[int, Field]:
        """The field of each column whose cells were kept."""
        return {column.index: column.field for column in self.columns if column.field}

    def as_values(self) -> dict[str, Any]:
        """The table as JSON values, to be stored between mapping and dry run."""
        return {
            "columns": [[column.index, column.text, column.field or ""] for column in self.columns],
            "rows": [
                [row.number, {str(index): _packed(cell) for index, cell in row.cells.items()}] for row in self.rows
            ],
            "sheet": self.sheet,
        }

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """Restores a table from `as_values`."""
        return cls(
            tuple(Column(index, text, Field(field) if field else None) for index, text, field in values["columns"]),
            tuple(
                TableRow(number, {int(index): _unpacked(cell) for index, cell in cells.items()})
                for number, cells in values["rows"]
            ),
            # Tables stored by the previous version lack it.
            values.get("sheet", ""),
        )


@dataclass(frozen=True)
class LeftSheet:
    """A sheet without a list, and its number of rows; without a name, content that could not be read at all."""

    name: str = ""
    rows: int = 0


@dataclass(frozen=True)
class Workbook:
    """The lists in a file, the one to read first, and the sheets without a list."""

    tables: tuple[Table, ...]
    left: tuple[LeftSheet, ...] = ()


@dataclass(frozen=True)
class _Found:
    """A sheet with the header found in it."""

    sheet: NamedSheet = attribute(repr=False)
    header: Header


def read_table(data: bytes, *, mapping: Mapping[int, Field] | Choice | None = None) -> Table:
    """The list of people that `read_workbook` puts first."""
    return read_workbook(data, mapping=mapping).tables[0]


def read_workbook(
    data: bytes,
    *,
    mapping: Mapping[int, Field] | Choice | None = None,
    sheet: str = "",
    whose: int | None = None,
) -> Workbook:
    """The lists of people in the file `data`, with columns as proposed from their headers or as given by `mapping`.

    `mapping` may be a function of the header; None then means as proposed. A column to be added must be requested here:
    a table read without it does not have its cells. The first sheet with people under a complete header comes first,
    else one under a partial header; with `sheet` only the sheet of that name is read. `whose` is the key of the waiting
    user. Raises ImportRefused.
    """
    lists, left = _find_lists(data, whose)
    if sheet:
        lists, left = [one for one in lists if one.sheet.name == sheet], []
    if not lists:
        raise ImportRefused(RefusalCode.NO_HEADER)
    lists.sort(key=lambda one: not one.header.is_complete)
    if mapping is not None and not callable(mapping):
        # Chosen for the headers of one sheet, so it says nothing about the others.
        lists = lists[:1]
    tables = [_table(lists[0], mapping)]
    for one in lists[1:]:
        try:
            tables.append(_table(one, mapping))
        except ImportRefused:
            left.append(LeftSheet(one.sheet.name, _filled(one.sheet.rows)))
    tables.sort(key=lambda table: not table.rows)
    return Workbook((tables[0], *(table for table in tables[1:] if table.rows)), tuple(left))


def _table(found: _Found, mapping: Mapping[int, Field] | Choice | None) -> Table:
    header = found.header
    chosen = mapping(header.columns) if callable(mapping) else mapping
    if chosen is not None:
        header = _corrected(header, chosen)
    return Table(header.columns, tuple(_people(found.sheet.rows, header, found.sheet.gap)), found.sheet.name)


def _find_lists(data: bytes, whose: int | None) -> tuple[list[_Found], list[LeftSheet]]:
    lists: list[_Found] = []
    left: list[LeftSheet] = []
    count = 0
    try:
        for sheet in read_sheets(data, whose=whose):
            count += 1
            header = find_header(sheet.rows)
            if header:
                lists.append(_Found(sheet, header))
            elif sheet.name and (rows := _filled(sheet.rows)):
                left.append(LeftSheet(sheet.name, rows))
            if header and header.is_complete and not sheet.name:
                # The same text split by another separator is the same list.
                return lists[-1:], []
    except ImportRefused:
        # An unreadable part does not invalidate a list that precedes it.
        if not any(one.header.is_complete for one in lists):
            raise
        left.append(LeftSheet())
    # Text without any separator yields no sheet at all: it is a letter, not a list.
    if not count:
        raise ImportRefused(RefusalCode.NOT_A_SPREADSHEET)
    return lists if lists and lists[0].sheet.name else lists[:1], left


def _filled(rows: Sheet) -> int:
    return sum(any(cell is not None for cell in row) for row in rows)


def _corrected(header: Header, mapping: Mapping[int, Field]) -> Header:
    texts = {column.index: column.text for column in header.columns}
    if len(set(mapping.values())) < len(mapping) or not set(REQUIRED) <= set(mapping.values()):
        raise ImportRefused(RefusalCode.COLUMNS_MISSING)
    columns = tuple(
        Column(index, texts.get(index, ""), mapping.get(index)) for index in sorted(texts.keys() | mapping.keys())
    )
    return Header(columns, header.top, header.below)


def _people(sheet: Sheet, header: Header, gap: int) -> list[TableRow]:
    mapping = header.mapping
    days = {index for index, field in mapping.items() if field in DATES}
    kept = [
        TableRow(number, _kept(row, mapping, days if gap else (), gap))
        for number, row in enumerate(sheet[header.below :], header.below + 1)
        if not _is_total(row, mapping) and not _is_column_numbering(row)
    ]
    rows = _without_closing(kept, mapping)
    if len(rows) > MAX_ROWS:
        raise ImportRefused(RefusalCode.TOO_MANY_ROWS)
    return rows


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


def _kept(row: list[Cell], mapping: Mapping[int, Field], days: Iterable[int], gap: int) -> dict[int, Cell]:
    cells = {index: row[index] for index in mapping if index < len(row) and row[index] is not None}
    for index in days:
        if isinstance(value := cells.get(index), int | float):
            # Workbooks of old Macs count days from 1904; cells recognized as dates are already correct.
            cells[index] = value + gap
    return cells


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


def _is_column_numbering(row: list[Cell]) -> bool:
    """True if the cells are 1, 2, 3 ..., the column numbers of printed forms."""
    filled = [cell for cell in row if cell is not None]
    texts = [str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell).strip() for cell in filled]
    # Just two numbers may be somebody's cell and block.
    if len(texts) < 3 or not all(_PAGE_NUMBER.fullmatch(text) for text in texts):
        return False
    numbers = [int(text.strip("().")) for text in texts]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _packed(cell: Cell) -> Any:
    # JSON has no dates, so they are wrapped to tell them from text.
    return {"day": cell.isoformat()} if isinstance(cell, datetime.date) else cell


def _unpacked(value: Any) -> Cell:
    return datetime.date.fromisoformat(value["day"]) if isinstance(value, dict) else value
