"""Bytes to sheets of plain cells, within the limits. Runs in the child alone."""

import datetime
import io
from collections.abc import Iterable, Iterator

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from core.spreadsheets import containers, delimited
from core.spreadsheets.limits import MOST_CELLS, MOST_COLUMNS, MOST_FILLED, MOST_LETTERS, MOST_LINES, Refused, Why
from core.spreadsheets.values import Cell

_NO_DAY = datetime.date(1900, 1, 1)
# Days between the two first days of Excel: 1 January 1900 (counted with a leap day that never was) and 1904.
_EPOCH_GAP = 1462
_DAY_SECONDS = 86_400
_NO_NUMBER = 1e300


class Part:
    """One sheet: rows, days to add to its bare day numbers, cells of each row (0: as they come), and its name."""

    def __init__(self, rows: Iterable[Iterable[object]], gap: int = 0, width: int = 0, name: str = "") -> None:
        self.gap = gap
        self.width = width
        self.name = name
        self._rows = rows

    def rows(self) -> Iterator[list[Cell]]:
        """The rows as plain cells, each without the blank ones at its end where the sheet has a width.

        Raises `Refused` when there are more than any list has.
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
    """Each sheet that may hold a list, visible ones first. Text gives one for each way to part it.

    Raises `Refused`, and whatever a reader stumbles over: also what is no `Exception` (a panic of compiled code).
    """
    container = containers.examine(data)
    if container.kind is containers.Kind.TEXT:
        for rows in delimited.readings(delimited.decode(data)):
            yield Part(rows)
        return
    gap = _EPOCH_GAP if container.from_1904 else 0
    for sheet, last_row in _worksheets(data):
        # Asked before the first row, since the empty ones above the first filled one are made up on the way.
        if last_row >= MOST_LINES:
            raise Refused(Why.TOO_SPREAD)
        yield Part(sheet.iter_rows(), gap, sheet.width, sheet.name)


def _worksheets(data: bytes) -> Iterator[tuple[CalamineSheet, int]]:
    """Each sheet that holds anything, with the index of its last row: rows are given from the first of the sheet on."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    hidden = [sheet.visible is not SheetVisibleEnum.Visible for sheet in workbook.sheets_metadata]
    # Stable: among the visible sheets the order of the file stays.
    for index in sorted(range(len(hidden)), key=hidden.__getitem__):
        sheet = workbook.get_sheet_by_index(index)
        if sheet.end is not None:
            yield sheet, sheet.end[0]


def _plain(value: object) -> Cell:
    if isinstance(value, str):
        return value[:MOST_LETTERS] if value.strip() and not value.startswith("#N/A") else None
    if isinstance(value, bool):
        # Python counts it among the numbers; a cell with TRUE in it holds none.
        return str(value)
    if isinstance(value, int | float):
        return value if abs(value) < _NO_NUMBER else None
    return _plain_time(value)


def _plain_time(value: object) -> Cell:
    """Days as days; hours, which no column of ours has, as what a spreadsheet shows of them."""
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, datetime.date):
        # A zero with a date format is an empty date, which readers place before the first day of the calendar.
        return value if value >= _NO_DAY else None
    if isinstance(value, datetime.time):
        return None if value == datetime.time() else value.isoformat()
    return value.total_seconds() / _DAY_SECONDS if isinstance(value, datetime.timedelta) else None
