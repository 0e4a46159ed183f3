"""Reads a body's result file into plain rows; uses no storage, models or requests.

The header is recognized by its words, and the user can correct the columns. Since forms differ between bodies, absent
columns say nothing, and empty cells delete nothing.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from certification.outside_tests.models.tests import OutsideCandidate
from certification.outside_tests.result_columns import Column, Field, find_header, is_part_of_the_head
from core.errors import Blocker, RuleViolation
from inmates.imports.reading import ImportRefused
from inmates.imports.reading.cells import Trust, read_name, read_nik, read_text
from inmates.imports.reading.dates import ImpossibleDateError, read_date
from inmates.imports.reading.spreadsheets import Cell, Sheet, read_sheets

MOST_ROWS = 1_000
Result = OutsideCandidate.Result


_RESULTS = {
    Result.COMPETENT: {"k", "kompeten", "lulus", "competent", "kompetenk"},
    Result.NOT_YET: {
        "bk",
        "belumkompeten",
        "tidakkompeten",
        "tk",
        "tidaklulus",
        "belumlulus",
        "notyetcompetent",
        "belumkompetenbk",
    },
    Result.ABSENT: {"th", "tidakhadir", "absen", "mengundurkandiri", "tidakikut"},
}
# Ticks and question marks say something about a result; elsewhere they are ways of writing nothing.
_SIGNS = re.compile(r"[?√✓✔☑+]")
_THREE_YEARS = re.compile(r"(?:3|iii|tiga)\D*(?:tahun|thn|th|year)\D*", re.IGNORECASE)
# Spreadsheets keep 15 digits of a number; longer ones have lost their end.
_KEPT_DIGITS = 10**15
NO_HEADER = _(
    "No header row was found. Put one row above the list with at least the words Nama and No. Sertifikat or Hasil, "
    "save the file and upload it again."
)
TOO_MANY_ROWS = _("The list has more than 1,000 rows. Upload the results of this test alone.")


class Fault(TextChoices):
    """Why a row cannot be read."""

    NOBODY = "nobody", _("The row names nobody: neither name nor NIK can be read.")
    RESULT = "result", _("The result is none of kompeten, belum kompeten, tidak hadir.")
    NUMBER = "number", _("A long number is kept as a number and has lost digits. Format the column as text.")
    DATE = "date", _("A date cannot be read. Write it as day/month/year.")
    LONG = "long", _("A text is too long for what it should be. Check the columns.")


@dataclass(frozen=True)
class Sheetful:
    """The list in a file: its columns, and the cells of each row by column index."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[int, dict[int, Cell]], ...] = attribute(repr=False)

    def as_values(self) -> dict[str, Any]:
        """JSON values to store between mapping and acceptance."""
        return {
            "columns": [[column.index, column.text, column.field] for column in self.columns],
            "rows": [[number, {str(i): _packed(cell) for i, cell in cells.items()}] for number, cells in self.rows],
        }

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> "Sheetful":
        """Restores the list from `as_values`."""
        return cls(
            tuple(Column(*column) for column in values["columns"]),
            tuple((number, {int(i): _unpacked(v) for i, v in cells.items()}) for number, cells in values["rows"]),
        )


@dataclass(frozen=True, repr=False)
class Row:
    """The content of one row. Blank and None mean not stated."""

    number: int
    name: str = ""
    nik: str = ""
    scheme: str = ""
    result: str = ""
    certificate_number: str = ""
    registration_number: str = ""
    blank_serial: str = ""
    issued_on: datetime.date | None = None
    valid_until: datetime.date | None = None
    faults: tuple[Fault, ...] = ()
    nik_unreadable: bool = False


def read_file(data: bytes, *, whose: int | None = None) -> Sheetful:
    """The first list in the file with people and something about them. Raises `RuleViolation`.

    `whose` is the key of the waiting user.
    """
    try:
        found = next(filter(None, (_list_of(found.rows) for found in read_sheets(data, whose=whose))), None)
    except ImportRefused as refusal:
        raise RuleViolation(Blocker(refusal.code.value, refusal.message)) from None
    if found is None:
        raise RuleViolation(Blocker("no_header", NO_HEADER))
    if len(found.rows) > MOST_ROWS:
        raise RuleViolation(Blocker("too_many_rows", TOO_MANY_ROWS))
    return found


def _list_of(sheet: Sheet) -> Sheetful | None:
    found = find_header(sheet)
    if found is None:
        return None
    top, columns = found
    rows: Iterable[tuple[int, dict[int, Cell]]] = (
        (number, {index: cell for index, cell in enumerate(cells) if cell is not None})
        for number, cells in enumerate(sheet[top + 1 :], top + 2)
    )
    return Sheetful(columns, tuple(row for row in rows if len(row[1]) > 1 and not is_part_of_the_head(row[1])))


def rows_of(sheet: Sheetful, mapping: Mapping[int, str], *, today: datetime.date) -> list[Row]:
    """Each row with its columns assigned by `mapping`, without rows that are empty in all of them."""
    found = []
    for number, cells in sheet.rows:
        named = {Field(field): cells[index] for index, field in mapping.items() if index in cells}
        if any(read_text(cell) or isinstance(cell, datetime.date) for cell in named.values()):
            found.append(_row(number, named, today))
    return found


def _row(number: int, cells: Mapping[Field, Cell], today: datetime.date) -> Row:
    faults: list[Fault] = []
    texts = {
        field: _text(cells.get(field), faults)
        for field in (
            Field.CERTIFICATE_NUMBER,
            Field.REGISTRATION_NUMBER,
            Field.BLANK_SERIAL,
            Field.SCHEME,
        )
    }
    nik = read_nik(cells.get(Field.NIK))
    name = read_name(cells.get(Field.NAME))
    issued_on = _date(cells.get(Field.ISSUED_ON), faults, today)
    until = cells.get(Field.VALID_UNTIL)
    is_span = isinstance(until, str) and _THREE_YEARS.fullmatch(until.strip())
    if not name and not isinstance(nik, str):
        faults.append(Fault.NOBODY)
    return Row(
        number=number,
        name=name,
        nik=nik if isinstance(nik, str) else "",
        scheme=texts[Field.SCHEME],
        result=_result(cells.get(Field.RESULT), faults),
        certificate_number=_at_most(texts[Field.CERTIFICATE_NUMBER], 60, faults),
        registration_number=_at_most(texts[Field.REGISTRATION_NUMBER], 60, faults),
        blank_serial=_at_most(texts[Field.BLANK_SERIAL], 40, faults),
        issued_on=issued_on,
        valid_until=None if is_span else _date(until, faults, today),
        faults=tuple(dict.fromkeys(faults)),
        nik_unreadable=isinstance(nik, Trust) and nik is not Trust.ZEROS,
    )


def _text(cell: Cell, faults: list[Fault]) -> str:
    if isinstance(cell, int | float) and abs(cell) >= _KEPT_DIGITS:
        faults.append(Fault.NUMBER)
        return ""
    return read_text(cell)


def _at_most(text: str, length: int, faults: list[Fault]) -> str:
    if len(text) > length:
        faults.append(Fault.LONG)
        return ""
    return text


def _date(cell: Cell, faults: list[Fault], today: datetime.date) -> datetime.date | None:
    try:
        return read_date(cell, today=today)
    except ImpossibleDateError:
        faults.append(Fault.DATE)
        return None


def _result(cell: Cell, faults: list[Fault]) -> str:
    text = read_text(cell)
    if not text and not _SIGNS.search(str(cell)):
        return ""
    key = re.sub(r"[^a-z]", "", text.lower())
    for result, words in _RESULTS.items():
        if key in words:
            return result.value
    faults.append(Fault.RESULT)
    return ""


def _packed(cell: Cell) -> Any:
    # JSON has no dates; a bare text would be read back as a text.
    return {"day": cell.isoformat()} if isinstance(cell, datetime.date) else cell


def _unpacked(value: Any) -> Cell:
    return datetime.date.fromisoformat(value["day"]) if isinstance(value, dict) else value
