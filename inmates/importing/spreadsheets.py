"""File bytes to sheets of plain cells. Whatever goes wrong inside a reader ends as a refusal of the file."""

import datetime
import io
from collections.abc import Iterable, Iterator

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from inmates.importing import containers, delimited
from inmates.importing.refusals import MAX_BYTES, ImportRefused, RefusalCode

Cell = str | int | float | datetime.date | None
"""A cell as it stands: text, number or calendar day; None is blank."""

Sheet = list[list[Cell]]
"""Rows from the first row of the sheet on, so that index + 1 is the row number that a spreadsheet shows."""

_NO_DAY = datetime.date(1900, 1, 1)
# Days between the two first days of Excel: 1 January 1900 (counted with a leap day that never was) and 1904.
_EPOCH_GAP = 1462
_DAY_SECONDS = 86_400
_NO_NUMBER = 1e300


def read_sheets(data: bytes) -> Iterator[tuple[Sheet, int]]:
    """Each sheet that may hold the list, visible ones first, with the days to add to its bare day numbers.

    Text with separators gives one sheet for each way to part it. Raises ImportRefused; the error keeps no
    trace of the reader's own, which may quote cells.
    """
    if len(data) > MAX_BYTES:
        raise ImportRefused(RefusalCode.TOO_LARGE)
    if not data:
        raise ImportRefused(RefusalCode.EMPTY)
    refusal = RefusalCode.NOT_A_SPREADSHEET
    try:
        yield from _sheets(data)
        return
    except ImportRefused as error:
        refusal = error.code
    except Exception:
        # Whatever a reader stumbles over means the same to the user.
        refusal = RefusalCode.NOT_A_SPREADSHEET
    # Raised out here, since an error raised within `except` would carry the reader's own along.
    raise ImportRefused(refusal)


def _sheets(data: bytes) -> Iterator[tuple[Sheet, int]]:
    container = containers.examine(data)
    if container.kind is containers.Kind.TEXT:
        for rows in delimited.readings(delimited.decode(data)):
            yield _plain_rows(rows), 0
        return
    gap = _EPOCH_GAP if container.from_1904 else 0
    for sheet in _worksheets(data):
        yield _plain_rows(sheet.iter_rows()), gap


def _plain_rows(rows: Iterable[Iterable[object]]) -> Sheet:
    return [[_plain(cell) for cell in row] for row in rows]


def _worksheets(data: bytes) -> Iterator[CalamineSheet]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    hidden = [sheet.visible is not SheetVisibleEnum.Visible for sheet in workbook.sheets_metadata]
    # Stable: among the visible sheets the order of the file stays.
    for index in sorted(range(len(hidden)), key=hidden.__getitem__):
        sheet = workbook.get_sheet_by_index(index)
        if sheet.start is not None:
            yield sheet


def _plain(value: object) -> Cell:
    if isinstance(value, str):
        return value if value.strip() and not value.startswith("#N/A") else None
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
