"""Turns bytes into sheets of plain cells, within the limits. Runs only in the child."""

import datetime
import io
from collections.abc import Iterable, Iterator

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from core.spreadsheets import containers, delimited
from core.spreadsheets.limits import MOST_CELLS, MOST_COLUMNS, MOST_FILLED, MOST_LETTERS, MOST_LINES, Refused, Why
from core.spreadsheets.values import Cell

_NO_DAY = datetime.date(1900, 1, 1)
# Days between Excel's two epochs: 1 January 1900 (which counts a leap day that never existed) and 1904.
_EPOCH_GAP = 1462
_DAY_SECONDS = 86_400
_NO_NUMBER = 1e300


class Part:
    """One sheet: its rows, the days to add to its bare day numbers, the cells per row (0: as they come) and its
    name.
    """

    def __init__(self, rows: Iterable[Iterable[object]], gap: int = 0, width: int = 0, name: str = "") -> None:
        self.gap = gap
        self.width = width
        self.name = name
        self._rows = rows

    def rows(self) -> Iterator[list[Cell]]:
        """Yields the rows as plain cells; where the sheet has a width, trailing blank cells are dropped.

        Raises `Refused` if there are more rows than any list has.
        """
        all_cells = filled = 0
        for lines, row in enumerate(self._rows, 1):
            cells = [_plain(value) for value in row]
            all_cells += len(cells)
            filled += sum(cell is not None for cell in cells)
            if lines > MOST_LINES or len(cells) > MOST_COLUMNS or all_cells > MOST_CELLS:
                raise Refused(Why.TOO_SPREAD)
            if filled > MOST_FILLED:
                raise Refused(Why.TOO_HEAVY)
            while self.width and cells and cells[-1] is None:
                cells.pop()
            yield cells


def parts_of(data: bytes) -> Iterator[Part]:
    """Yields each sheet that may hold a list, visible ones first. Text yields one per possible separator.

    Raises `Refused`, or whatever a reader fails with, which need not be an `Exception` (a panic of compiled code).
    """
    container = containers.examine(data)
    if container.kind is containers.Kind.TEXT:
        for rows in delimited.readings(delimited.decode(data)):
            yield Part(rows)
        return
    gap = _EPOCH_GAP if container.from_1904 else 0
    for sheet, last_row in _worksheets(data):
        # Checked before the first row, because the reader generates the empty rows above the first filled one.
        if last_row >= MOST_LINES:
            raise Refused(Why.TOO_SPREAD)
        yield Part(sheet.iter_rows(), gap, sheet.width, sheet.name)


def _worksheets(data: bytes) -> Iterator[tuple[CalamineSheet, int]]:
    """Yields each non-empty sheet with the index of its last row; its rows start at the sheet's first row."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    hidden = [sheet.visible is not SheetVisibleEnum.Visible for sheet in workbook.sheets_metadata]
    # The sort is stable: visible sheets keep the file's order.
    for index in sorted(range(len(hidden)), key=hidden.__getitem__):
        sheet = workbook.get_sheet_by_index(index)
        if sheet.end is not None:
            yield sheet, sheet.end[0]


def _plain(value: object) -> Cell:
    if isinstance(value, str):
        return value[:MOST_LETTERS] if value.strip() and not value.startswith("#N/A") else None
    if isinstance(value, bool):
        # In Python a bool is a number; a cell with TRUE holds none.
        return str(value)
    if isinstance(value, int | float):
        return value if abs(value) < _NO_NUMBER else None
    return _plain_time(value)


def _plain_time(value: object) -> Cell:
    """Dates as dates; times of day, which no column needs, as a spreadsheet displays them."""
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, datetime.date):
        # A zero in date format is an empty date, which readers place before the calendar's first day.
        return value if value >= _NO_DAY else None
    if isinstance(value, datetime.time):
        return None if value == datetime.time() else value.isoformat()
    return value.total_seconds() / _DAY_SECONDS if isinstance(value, datetime.timedelta) else None
