"""A file as a table of people: the header, and under it the cells of recognized columns, and nothing else.

The content of every other column (offence, religion, case) is dropped here and reaches no returned object.
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
"""Chooses the field of each column (by index) from the header; None: as proposed."""

_TOTAL = re.compile(
    r"\W*(?:(?:sub|grand)\W*)?(?:total|jumlah|jml|rekapitulasi|subtotal)\b.*", re.IGNORECASE | re.DOTALL
)
_HEADING = re.compile(
    r"(?:blok|kamar|sel|wing|register|kelompok|daftar|lanjutan|halaman|hal|keterangan|catatan|mengetahui|dicetak)\b.*"
    r"|kementerian .*|direktorat .*|kantor wilayah .*|kanwil .*|nip\b.*",
    re.IGNORECASE | re.DOTALL,
)
# Possessive: what is no letter is taken once, or a long cell would be tried at each of its places.
_SUM = re.compile(r"[\W\d]*+(?:orang|wbp|org)?[\W\d]*+")
_PAGE_NUMBER = re.compile(r"\(?\d{1,2}\)?\.?")


@dataclass(frozen=True)
class TableRow:
    """One row of the list: its number as a spreadsheet shows it, and its filled cells by column index."""

    number: int
    # Left out of every printed form, since it passes through logs and tracebacks.
    cells: Mapping[int, Cell] = attribute(repr=False)


@dataclass(frozen=True)
class Table:
    """The list of a file: columns as seen, and the rows of people with the cells of kept columns only."""

    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...] = attribute(repr=False)
    # The name of the sheet; text has none.
    sheet: str = ""

    @property
    def mapping(self) -> dict[int, Field]:
        """The field of each column whose cells were kept."""
        return {column.index: column.field for column in self.columns if column.field}

    def as_values(self) -> dict[str, Any]:
        """The table as JSON values, to keep between the mapping page and the dry run."""
        return {
            "columns": [[column.index, column.text, column.field or ""] for column in self.columns],
            "rows": [
                [row.number, {str(index): _packed(cell) for index, cell in row.cells.items()}] for row in self.rows
            ],
            "sheet": self.sheet,
        }

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """The table that `as_values` gave."""
        return cls(
            tuple(Column(index, text, Field(field) if field else None) for index, text, field in values["columns"]),
            tuple(
                TableRow(number, {int(index): _unpacked(cell) for index, cell in cells.items()})
                for number, cells in values["rows"]
            ),
            # What was kept by the version before has none.
            values.get("sheet", ""),
        )


@dataclass(frozen=True)
class LeftSheet:
    """A sheet in which no list was found, and how many rows it has; without a name, what could not be read at all."""

    name: str = ""
    rows: int = 0


@dataclass(frozen=True)
class Workbook:
    """The lists of a file, the one to be read first before the others, and the sheets that hold none."""

    tables: tuple[Table, ...]
    left: tuple[LeftSheet, ...] = ()


@dataclass(frozen=True)
class _Found:
    """A sheet with the header that was found in it."""

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
    """The lists of people in the file `data`, columns taken as proposed by their headers or as `mapping` says.

    `mapping` may be asked once a header is known; None then means as proposed. A column that it adds must be asked
    for here: its cells are not in a table read without it. First comes the first sheet with people under a complete
    header, else under a partial one; with `sheet` only the one of that name is read. `whose` is the key
    of the user who waits. Raises ImportRefused.
    """
    lists, left = _find_lists(data, whose)
    if sheet:
        lists, left = [one for one in lists if one.sheet.name == sheet], []
    if not lists:
        raise ImportRefused(RefusalCode.NO_HEADER)
    lists.sort(key=lambda one: not one.header.is_complete)
    if mapping is not None and not callable(mapping):
        # Chosen by the heads of one sheet, it says nothing of the others.
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
                # Text that is parted in another way is the same list.
                return lists[-1:], []
    except ImportRefused:
        # What cannot be read takes away no list that stands before it.
        if not any(one.header.is_complete for one in lists):
            raise
        left.append(LeftSheet())
    # Text without any separator gave no sheet at all: that is a letter, not a list.
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
    """The people among the rows, without the places, days and signatures that stand apart below the list."""
    rows = [row for row in kept if _is_person(row, mapping)]
    end = len(rows)
    # From below, since what follows a list has no fixed form; what stands right under a person is one again.
    while end and not _is_evident(rows[end - 1], mapping):
        end -= 1
    while 0 < end < len(rows) and rows[end].number == rows[end - 1].number + 1:
        end += 1
    return rows[:end]


def _kept(row: list[Cell], mapping: Mapping[int, Field], days: Iterable[int], gap: int) -> dict[int, Cell]:
    cells = {index: row[index] for index in mapping if index < len(row) and row[index] is not None}
    for index in days:
        if isinstance(value := cells.get(index), int | float):
            # Workbooks of old Macs count days from 1904; a cell that the reader knew as a date is right already.
            cells[index] = value + gap
    return cells


def _is_person(row: TableRow, mapping: Mapping[int, Field]) -> bool:
    """Whether a row is meant as a person, so that dropping it would lose one without a word."""
    cells = {mapping[index]: cell for index, cell in row.cells.items()}
    filled = cells.keys() - {Field.ORDINAL}
    if not filled or is_repeated_header(cells):
        return False
    lone = next(iter(filled))
    return not (len(filled) == 1 and Field.ORDINAL not in cells and _is_heading(cells[lone], lone))


def _is_heading(cell: Cell, field: Field) -> bool:
    """Whether the only cell of a row is a heading between people (a block, a page title)."""
    if field is Field.REGISTER_NUMBER:
        return not isinstance(cell, str) or not any(character.isdigit() for character in cell)
    return field is not Field.NAME or not isinstance(cell, str) or bool(_HEADING.fullmatch(cell.strip()))


def _is_evident(row: TableRow, mapping: Mapping[int, Field]) -> bool:
    """Whether a last row is surely a person: below it stand places, days, offices and names of signatories."""
    cells = {mapping[index]: cell for index, cell in row.cells.items()}
    number, name = (cells.get(field) for field in (Field.REGISTER_NUMBER, Field.NAME))
    if isinstance(number, str) and any(character.isdigit() for character in normalize(number)):
        # The staff number of who signed stands in the column of register numbers at times.
        return not re.match(r"\W*nip\b", number, re.IGNORECASE)
    if isinstance(number, str) and not normalize(number):
        return True
    return (name is not None and isinstance(cells.get(Field.ORDINAL), int | float)) or len(
        cells.keys() - {Field.ORDINAL}
    ) > 3


def _is_total(row: list[Cell], mapping: Mapping[int, Field]) -> bool:
    """Whether a word for a sum stands in the row and neither a name nor a register number does."""
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
    """Whether the cells are 1, 2, 3 ..., the line with which printed forms number their columns."""
    filled = [cell for cell in row if cell is not None]
    texts = [str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell).strip() for cell in filled]
    # Two numbers in a row may well be somebody's cell and block.
    if len(texts) < 3 or not all(_PAGE_NUMBER.fullmatch(text) for text in texts):
        return False
    numbers = [int(text.strip("().")) for text in texts]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _packed(cell: Cell) -> Any:
    # JSON knows no days; a text alone would come back as a text.
    return {"day": cell.isoformat()} if isinstance(cell, datetime.date) else cell


def _unpacked(value: Any) -> Cell:
    return datetime.date.fromisoformat(value["day"]) if isinstance(value, dict) else value
