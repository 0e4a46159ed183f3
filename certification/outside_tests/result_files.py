"""What a body's list of results is, and its rows as plain values.

The user can correct the columns. Since forms differ between bodies, absent columns say nothing, and empty cells delete
nothing.
"""

import datetime
import re
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from certification.outside_tests.models.tests import OutsideCandidate
from certification.outside_tests.result_columns import HEADS, Field, is_repeated_header, lacking
from inmates.imports.reading import RefusalCode
from inmates.imports.reading.cells import Trust, read_name, read_nik, read_text
from inmates.imports.reading.lists import ListKind, Table
from inmates.imports.reading.row_cells import RowCells, filled_rows, has_lost_digits, meant

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
NO_HEADER = _(
    "No header row was found. Put one row above the list with at least the words Nama and No. Sertifikat or Hasil, "
    "save the file and upload it again."
)
COLUMNS_MISSING = _(
    "The columns for the name or the NIK, and for the result or the certificate number, are needed, each once. Choose "
    "them for the columns of the file and try again."
)
TOO_MANY_ROWS = _("The list has more than 1,000 rows. Upload the results of this test alone.")


class Fault(TextChoices):
    """Why a row cannot be read."""

    NOBODY = "nobody", _("The row names nobody: neither name nor NIK can be read.")
    RESULT = "result", _("The result is none of kompeten, belum kompeten, tidak hadir.")
    NUMBER = "number", _("A long number is kept as a number and has lost digits. Format the column as text.")
    DATE = "date", _("A date cannot be read. Write it as day/month/year.")
    NO_DAY = "no_day", _("A date names a day that does not exist, such as 31 February. Correct it.")
    LONG = "long", _("A text is too long for what it should be. Check the columns.")


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
    # The cells in which the faults are.
    written: str = ""
    nik_unreadable: bool = False


RESULTS = ListKind(
    fields=Field,
    heads=HEADS,
    lacking=lacking,
    is_meant=meant(is_repeated_header),
    # What stands below a list of results is told apart by the user, as a row that is refused.
    without_closing=lambda rows, mapping: rows,
    most_rows=MOST_ROWS,
    refusals={
        RefusalCode.NO_HEADER: NO_HEADER,
        RefusalCode.TOO_MANY_ROWS: TOO_MANY_ROWS,
        RefusalCode.COLUMNS_MISSING: COLUMNS_MISSING,
    },
    seal="certification.outsideimport.table",
    dates=(Field.ISSUED_ON, Field.VALID_UNTIL),
    # Forms differ between bodies, and little in them is as sensitive as in a custody list.
    keeps_unknown=True,
)
"""A list of what a certification body found."""


def rows_of(table: Table[Field], *, today: datetime.date) -> list[Row]:
    """Each row of the list, without rows that are empty in all columns that are read."""
    return [_RowReader(row, cells, today).read() for row, cells in filled_rows(table)]


class _RowReader(RowCells[Field]):
    """Reads the cells of one row and collects its faults."""

    no_day = Fault.NO_DAY

    def read(self) -> Row:
        nik = read_nik(self.cells.get(Field.NIK))
        name = read_name(self.cells.get(Field.NAME))
        if not name and not isinstance(nik, str):
            self.fault(Fault.NOBODY, Field.NIK)
        # `faults` and `written` come last: reading the other values fills them.
        return Row(
            number=self.row,
            name=name,
            nik=nik if isinstance(nik, str) else "",
            nik_unreadable=isinstance(nik, Trust) and nik is not Trust.ZEROS,
            scheme=self._text(Field.SCHEME),
            result=self._result(),
            certificate_number=self._text(Field.CERTIFICATE_NUMBER, 60),
            registration_number=self._text(Field.REGISTRATION_NUMBER, 60),
            blank_serial=self._text(Field.BLANK_SERIAL, 40),
            issued_on=self.date(Field.ISSUED_ON, Fault.DATE),
            valid_until=None if self._is_three_years() else self.date(Field.VALID_UNTIL, Fault.DATE),
            faults=tuple(self.faults),
            written=self.written,
        )

    def _text(self, field: Field, length: int | None = None) -> str:
        cell = self.cells.get(field)
        if has_lost_digits(cell):
            self.fault(Fault.NUMBER, field)
            return ""
        text = read_text(cell)
        if length and len(text) > length:
            self.fault(Fault.LONG, field)
            return ""
        return text

    def _is_three_years(self) -> bool:
        until = self.cells.get(Field.VALID_UNTIL)
        return isinstance(until, str) and bool(_THREE_YEARS.fullmatch(until.strip()))

    def _result(self) -> str:
        cell = self.cells.get(Field.RESULT)
        text = read_text(cell)
        if not text and not _SIGNS.search(str(cell)):
            return ""
        key = re.sub(r"[^a-z]", "", text.lower())
        for result, words in _RESULTS.items():
            if key in words:
                return result.value
        self.fault(Fault.RESULT, Field.RESULT)
        return ""
