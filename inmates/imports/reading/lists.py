"""A file as lists: the sheets that hold one, its columns, and the cells of its rows. `ListKind` says what it is about.

The content of columns that the kind does not keep is dropped here and reaches no returned object.
"""

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Any, Generic, Self

from django.utils.functional import Promise

from core.errors import Blocker
from inmates.imports.reading import header_rows
from inmates.imports.reading.header_rows import Column, F, Header, Heads
from inmates.imports.reading.refusals import ImportRefused, RefusalCode
from inmates.imports.reading.spreadsheets import Cell, NamedSheet, Sheet, read_sheets

Choice = Callable[[tuple[Column[F], ...]], Mapping[int, F] | None]
"""Chooses the field of each column (by index) from the header; None accepts the proposal."""


@dataclass(frozen=True)
class TableRow:
    """One row of the list: its number as a spreadsheet shows it, and its filled cells by column index."""

    number: int
    # Hidden from repr, because rows pass through logs and tracebacks.
    cells: Mapping[int, Cell] = attribute(repr=False)

    def only(self, indexes: Collection[int]) -> "TableRow":
        """The row with the cells of these columns alone."""
        return TableRow(self.number, {index: cell for index, cell in self.cells.items() if index in indexes})


@dataclass(frozen=True)
class Table(Generic[F]):
    """The list on one sheet: its columns as seen, and its rows with only the kept columns."""

    columns: tuple[Column[F], ...]
    rows: tuple[TableRow, ...] = attribute(repr=False)
    # The name of the sheet; text files have none.
    sheet: str = ""

    @property
    def mapping(self) -> dict[int, F]:
        """The field of each column that is read."""
        return {column.index: column.field for column in self.columns if column.field}

    def as_values(self) -> dict[str, Any]:
        """The table as JSON values, to be stored between mapping and comparison."""
        return {
            "columns": [[column.index, column.text, column.field or ""] for column in self.columns],
            "rows": [
                [row.number, {str(index): _packed(cell) for index, cell in row.cells.items()}] for row in self.rows
            ],
            "sheet": self.sheet,
        }

    @classmethod
    def from_values(cls, values: Mapping[str, Any], fields: type[F]) -> Self:
        """Restores a table from `as_values`."""
        return cls(
            tuple(Column(index, text, fields(field) if field else None) for index, text, field in values["columns"]),
            tuple(
                TableRow(number, {int(index): _unpacked(cell) for index, cell in cells.items()})
                for number, cells in values["rows"]
            ),
            # Tables stored by the previous version lack it.
            values.get("sheet", ""),
        )


@dataclass(frozen=True)
class ListKind(Generic[F]):
    """What one kind of list consists of, and what to tell users about it."""

    fields: type[F]
    heads: Heads[F]
    # Why a list with columns for these fields alone cannot be used.
    lacking: Callable[[Collection[F]], list[Blocker]]
    # True if a row below the header is about somebody; gets the cells by column and what each column is read as.
    is_meant: Callable[[list[Cell], Mapping[int, F]], bool]
    # Takes away what stands below a list.
    without_closing: Callable[[list[TableRow], Mapping[int, F]], list[TableRow]]
    most_rows: int
    # Sentences for refusals that name columns or a number of rows.
    refusals: Mapping[RefusalCode, Promise]
    # Names the sealed tables of this kind, so that none can be decrypted as another.
    seal: str
    # Fields without which no list of this kind can be used.
    needed: tuple[F, ...] = ()
    dates: tuple[F, ...] = ()
    births: tuple[F, ...] = ()
    # Whether columns that no field is known for are kept too, until the user has confirmed all columns.
    keeps_unknown: bool = False

    def refused(self, code: RefusalCode) -> ImportRefused:
        """The refusal in the words of this kind."""
        return ImportRefused(code, self.refusals.get(code, ""))


@dataclass(frozen=True)
class LeftSheet:
    """A sheet without a list, and its number of rows; without a name, content that could not be read at all."""

    name: str = ""
    rows: int = 0


@dataclass(frozen=True)
class Workbook(Generic[F]):
    """The lists in a file, the one to read first, and the sheets without a list."""

    tables: tuple[Table[F], ...]
    left: tuple[LeftSheet, ...] = ()


@dataclass(frozen=True)
class _Found(Generic[F]):
    """A sheet with the header found in it."""

    sheet: NamedSheet = attribute(repr=False)
    header: Header[F]


def read_lists(
    data: bytes,
    kind: ListKind[F],
    *,
    mapping: "Mapping[int, F] | Choice[F] | None" = None,
    sheet: str = "",
    whose: int | None = None,
) -> Workbook[F]:
    """The lists of this kind in the file `data`, with columns as proposed from their headers or as given by `mapping`.

    `mapping` may be a function of the header; None then means as proposed. A column to be added must be requested here:
    a table read without it does not have its cells. The first sheet with rows under a complete header comes first, else
    one under a partial header; with `sheet` only the sheet of that name is read. `whose` is the key of the waiting
    user. Raises ImportRefused.
    """
    lists, left = _find_lists(data, kind, whose)
    if sheet:
        lists, left = [one for one in lists if one.sheet.name == sheet], []
    if not lists:
        raise kind.refused(RefusalCode.NO_HEADER)
    lists.sort(key=lambda one: not one.header.is_complete)
    if mapping is not None and not callable(mapping):
        # Chosen for the headers of one sheet, so it says nothing about the others.
        lists = lists[:1]
    return _workbook(lists, left, kind, mapping)


def _workbook(
    lists: list[_Found[F]], left: list[LeftSheet], kind: ListKind[F], mapping: "Mapping[int, F] | Choice[F] | None"
) -> Workbook[F]:
    # Only a fault of the first list refuses the file.
    tables = [_table(lists[0], kind, mapping)]
    for one in lists[1:]:
        try:
            tables.append(_table(one, kind, mapping))
        except ImportRefused:
            left = [*left, LeftSheet(one.sheet.name, _filled(one.sheet.rows))]
    tables.sort(key=lambda table: not table.rows)
    return Workbook((tables[0], *(table for table in tables[1:] if table.rows)), tuple(left))


def _find_lists(data: bytes, kind: ListKind[F], whose: int | None) -> tuple[list[_Found[F]], list[LeftSheet]]:
    lists: list[_Found[F]] = []
    left: list[LeftSheet] = []
    count = 0
    try:
        for sheet in read_sheets(data, whose=whose):
            count += 1
            header = header_rows.find(sheet.rows, kind.heads)
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
        raise kind.refused(RefusalCode.NOT_A_SPREADSHEET)
    return lists if lists and lists[0].sheet.name else lists[:1], left


def _filled(rows: Sheet) -> int:
    return sum(any(cell is not None for cell in row) for row in rows)


def _table(found: _Found[F], kind: ListKind[F], mapping: "Mapping[int, F] | Choice[F] | None") -> Table[F]:
    header = found.header
    chosen = mapping(header.columns) if callable(mapping) else mapping
    if chosen is not None:
        header = _corrected(header, chosen, kind)
    rows = _rows(found.sheet, header, kind)
    if len(rows) > kind.most_rows:
        raise kind.refused(RefusalCode.TOO_MANY_ROWS)
    return Table(header.columns, tuple(rows), found.sheet.name)


def _corrected(header: Header[F], mapping: Mapping[int, F], kind: ListKind[F]) -> Header[F]:
    texts = {column.index: column.text for column in header.columns}
    if len(set(mapping.values())) < len(mapping) or kind.lacking(mapping.values()):
        raise kind.refused(RefusalCode.COLUMNS_MISSING)
    columns = tuple(
        Column(index, texts.get(index, ""), mapping.get(index)) for index in sorted(texts.keys() | mapping.keys())
    )
    return Header(columns, header.top, header.below, is_complete=True)


def _rows(sheet: NamedSheet, header: Header[F], kind: ListKind[F]) -> list[TableRow]:
    mapping = header.mapping
    # A number under an unknown heading may be a date, which a gap would make another day.
    keeps_all = kind.keeps_unknown and not sheet.gap
    kept = [column.index for column in header.columns] if keeps_all else list(mapping)
    days = {index for index, field in mapping.items() if field in kind.dates}
    rows = [
        TableRow(number, _kept(row, kept, days, sheet.gap))
        for number, row in enumerate(sheet.rows[header.below :], header.below + 1)
        if kind.is_meant(row, mapping)
    ]
    return kind.without_closing(rows, mapping)


def _kept(row: list[Cell], kept: list[int], days: set[int], gap: int) -> dict[int, Cell]:
    cells = {index: row[index] for index in kept if index < len(row) and row[index] is not None}
    if gap:
        for index in days:
            if isinstance(value := cells.get(index), int | float):
                # Workbooks of old Macs count days from 1904; cells recognized as dates are already correct.
                cells[index] = value + gap
    return cells


def _packed(cell: Cell) -> Any:
    # JSON has no dates, so they are wrapped to tell them from text.
    return {"day": cell.isoformat()} if isinstance(cell, datetime.date) else cell


def _unpacked(value: Any) -> Cell:
    return datetime.date.fromisoformat(value["day"]) if isinstance(value, dict) else value
