"""What every list of a training center reads alike in a row: which rows count, faults with what was written, dates."""

import datetime
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Generic, TypeVar

from django.db.models import TextChoices

from inmates.imports.reading.cells import read_text, split_birth
from inmates.imports.reading.dates import ImpossibleDateError, NoSuchDayError, read_date
from inmates.imports.reading.header_rows import SEARCHED_COLUMNS
from inmates.imports.reading.lists import Table
from inmates.imports.reading.spreadsheets import Cell
from inmates.imports.reading.tables import is_column_numbering

F = TypeVar("F", bound=TextChoices)
WRITTEN_LENGTH = 80
# Spreadsheets keep 15 digits of a number; longer ones have lost their end.
_KEPT_DIGITS = 10**15


def has_lost_digits(cell: Cell) -> bool:
    """Whether a long number was kept as a number."""
    return isinstance(cell, int | float) and abs(cell) >= _KEPT_DIGITS


def meant(is_repeated_header: Callable[[list[Cell]], bool]) -> Callable[[list[Cell], Mapping[int, Any]], bool]:
    """Which rows below the header belong to the list: neither empty ones, nor numbers of columns, nor heads again."""

    def is_meant(row: list[Cell], _mapping: Mapping[int, Any]) -> bool:
        # Where the header was looked for, it is looked for again.
        row = row[:SEARCHED_COLUMNS]
        filled = sum(cell is not None for cell in row)
        return filled > 1 and not is_column_numbering(row) and not is_repeated_header(row)

    return is_meant


def filled_rows(table: Table[F], *, besides: Collection[F] = ()) -> Iterator[tuple[int, dict[F, Cell]]]:
    """Number and cells of each row, without rows that are empty in all columns that are read, `besides` aside."""
    for row in table.rows:
        cells = {
            field: row.cells[index]
            for index, field in table.mapping.items()
            if index in row.cells and field not in besides
        }
        if any(read_text(cell) or isinstance(cell, datetime.date) for cell in cells.values()):
            yield row.number, cells


class RowCells(Generic[F]):
    """The cells of one row, and the faults found in them with what was written there.

    `no_day` is the fault of a date that names a day that does not exist; of `unwritten` fields nothing is repeated.
    """

    no_day: Any
    unwritten: Collection[F] = ()

    def __init__(self, row: int, cells: Mapping[F, Cell], today: datetime.date) -> None:
        self.row = row
        self.cells = dict(cells)
        self.today = today
        self.faults: dict[Any, str] = {}

    def take_birth_apart(self, both: F, place: F, born: F) -> None:
        """Reads place and day of birth out of one column, where they have none of their own."""
        if both in self.cells:
            found_place, found_day = split_birth(self.cells[both])
            self.cells.setdefault(place, found_place)
            self.cells.setdefault(born, found_day)

    def fault(self, fault: Any, field: F) -> None:
        """Notes the fault with what the cell says; the first of a kind stays."""
        cell = None if field in self.unwritten else self.cells.get(field)
        self.faults.setdefault(fault, read_text(cell) or str(cell or "").strip())

    def date(self, field: F, fault: Any, *, born: bool = False) -> datetime.date | None:
        """The day, or `fault`."""
        try:
            return read_date(self.cells.get(field), born=born, today=self.today)
        except NoSuchDayError:
            self.fault(self.no_day, field)
            return None
        except ImpossibleDateError:
            self.fault(fault, field)
            return None

    @property
    def written(self) -> str:
        """The cells in which the faults are."""
        return " – ".join(filter(None, self.faults.values()))[:WRITTEN_LENGTH]
