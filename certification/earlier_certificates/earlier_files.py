"""What a list of certificates from before is, and its rows as plain values."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from certification.earlier_certificates.earlier_columns import HEADS, REQUIRED, Field, is_repeated_header, lacking
from certification.register.number_keys import number_key
from inmates.custody.telltale_words import telltale_words, words_in_name
from inmates.imports.reading import RefusalCode
from inmates.imports.reading.cells import Trust, read_name, read_nik, read_text
from inmates.imports.reading.lists import ListKind, Table
from inmates.imports.reading.row_cells import RowCells, filled_rows, has_lost_digits, meant
from inmates.imports.reading.spreadsheets import Cell
from inmates.people.names import has_strange_signs
from printing.printed_signs import SENTENCE, unprinted_signs
from programs.catalog.unit_codes import code_key

MOST_ROWS = 1_000
MOST_UNITS = 40
LENGTHS = {Field.NUMBER: 60, Field.NAME: 150, Field.BIRTH_PLACE: 100, Field.PROGRAM: 200}
UNIT_LENGTHS = {"code": 40, "title": 250}
_SHA256 = re.compile(r"[0-9a-f]{64}")
# How codes of units look in standards old and new: letters, then groups of digits.
_CODE = re.compile(r"[A-Z]{1,4}[.\-]?(?:[0-9A-Z]{1,8}[.\-]){1,6}[0-9A-Z]{1,8}", re.IGNORECASE)
# How lists note that the unit was passed; only units that were are on a certificate.
_RESULT = re.compile(r"\s*[-–:(]\s*(?:K|kompeten|lulus)\s*\)?\s*$", re.IGNORECASE)
_NO_END = re.compile(
    r"(?:berlaku)?\W*(?:seumur hidup|selamanya|selama\w*|tidak terbatas|tanpa batas\w*)", re.IGNORECASE
)
NO_HEADER = _(
    "No header row was found. Put one row above the list with at least the words No. Sertifikat, Nama, Program and "
    "Tanggal Terbit, save the file and upload it again."
)
COLUMNS_MISSING = _(
    "The columns for number, name, program and day of issue are needed, each once. Choose them for the columns of the "
    "file and try again."
)
TOO_MANY_ROWS = _("The list has more than 1,000 rows. Split it into several files and upload them one by one.")


class Fault(TextChoices):
    """Why a row cannot be read."""

    NUMBER = "number", _("The certificate number is missing.")
    LETTERS = "letters", _("The number has signs of another alphabet that look like ours. Type it anew.")
    DIGITS = "digits", _("A long number is kept as a number and has lost digits. Format the column as text.")
    NAME = "name", _("The name is missing, or has digits or brackets. Write the name alone.")
    SIGNS = "signs", SENTENCE
    PROGRAM = "program", _("The program is missing.")
    ISSUED_ON = "issued_on", _("The day of issue is missing or cannot be read. Write it as day/month/year.")
    DATE = "date", _("A date cannot be read. Write it as day/month/year.")
    NO_DAY = "no_day", _("A date names a day that does not exist, such as 31 February. Correct it.")
    LONG = "long", _("A text is too long for what it should be. Check the columns.")
    SHA256 = "sha256", _("The SHA-256 is not one of 64 letters and digits.")
    UNITS = "units", _("The row has more than 40 units. Check the columns.")
    WORDS = "words", _("A text has a word that may not appear on a paper of the training center.")


@dataclass(frozen=True, repr=False)
class Row:
    """The content of one row. Blank and None mean not stated."""

    row: int
    number: str = ""
    name: str = ""
    nik: str = ""
    birth_place: str = ""
    birth_date: datetime.date | None = None
    program: str = ""
    issued_on: datetime.date | None = None
    valid_until: datetime.date | None = None
    units: tuple[tuple[str, str], ...] = ()
    sha256: str = ""
    faults: tuple[Fault, ...] = ()
    # The cells in which the faults are.
    written: str = ""
    nik_unreadable: bool = False


CERTIFICATES = ListKind(
    fields=Field,
    heads=HEADS,
    lacking=lacking,
    is_meant=meant(is_repeated_header),
    # What stands below a list is told apart by the user, as a row that is refused.
    without_closing=lambda rows, mapping: rows,
    most_rows=MOST_ROWS,
    refusals={
        RefusalCode.NO_HEADER: NO_HEADER,
        RefusalCode.TOO_MANY_ROWS: TOO_MANY_ROWS,
        RefusalCode.COLUMNS_MISSING: COLUMNS_MISSING,
    },
    seal="certification.earliercertificate.table",
    needed=REQUIRED,
    dates=(Field.ISSUED_ON, Field.VALID_UNTIL, Field.BIRTH_DATE),
    births=(Field.BIRTH_DATE,),
)
"""A list of certificates that a training center gave before. What stands in other columns is never kept."""


def rows_of(table: Table[Field], *, today: datetime.date) -> list[Row]:
    """Each row of the list, without rows that are empty in all columns that are read."""
    return [_RowReader(row, cells, today).read() for row, cells in filled_rows(table, besides=[Field.ORDINAL])]


def units_in(text: str) -> tuple[tuple[str, str], ...]:
    """Code and title of each unit in a cell, one a line or parted by semicolons; a part without a code is a title."""
    parts = [part.strip(" \t-•·*") for part in re.split(r"[;\n\r|]+", text)]
    return tuple(_unit(part) for part in parts if any(char.isalnum() for char in part))


def _unit(part: str) -> tuple[str, str]:
    part = " ".join(re.sub(r"^\(?\d{1,2}[.)]\s+", "", part).split())
    first, _blank, rest = part.partition(" ")
    code = first.strip(":,()")
    if not (_CODE.fullmatch(code) and any(char.isdigit() for char in code)):
        return "", _RESULT.sub("", part) or part
    return code, _RESULT.sub("", rest.strip(" :-–")) or code


class _RowReader(RowCells[Field]):
    """Reads the cells of one row and collects its faults."""

    no_day = Fault.NO_DAY

    def __init__(self, row: int, cells: Mapping[Field, Cell], today: datetime.date) -> None:
        super().__init__(row, cells, today)
        self.take_birth_apart(Field.BIRTH, Field.BIRTH_PLACE, Field.BIRTH_DATE)

    def read(self) -> Row:
        nik = read_nik(self.cells.get(Field.NIK))
        number, name, program = self._number(), self._name(), self._text(Field.PROGRAM)
        if not read_text(self.cells.get(Field.PROGRAM)):
            self.fault(Fault.PROGRAM, Field.PROGRAM)
        # `faults` and `written` come last: reading the other values fills them.
        return Row(
            row=self.row,
            number=number,
            name=name,
            nik=nik if isinstance(nik, str) else "",
            nik_unreadable=isinstance(nik, Trust) and nik is not Trust.ZEROS,
            birth_place=self._text(Field.BIRTH_PLACE),
            birth_date=self.date(Field.BIRTH_DATE, Fault.DATE, born=True),
            program=program,
            issued_on=self._issued_on(),
            valid_until=self._valid_until(),
            units=self._units(),
            sha256=self._sha256(),
            faults=tuple(self.faults),
            written=self.written,
        )

    def _text(self, field: Field) -> str:
        text = read_text(self.cells.get(field))
        if len(text) > LENGTHS[field]:
            self.fault(Fault.LONG, field)
            return ""
        if telltale_words(text):
            self.fault(Fault.WORDS, field)
            return ""
        return text

    def _number(self) -> str:
        cell = self.cells.get(Field.NUMBER)
        if has_lost_digits(cell):
            self.fault(Fault.DIGITS, Field.NUMBER)
            return ""
        text = self._text(Field.NUMBER)
        if not any(char.isdigit() for char in text) and not {Fault.LONG, Fault.WORDS} & self.faults.keys():
            self.fault(Fault.NUMBER, Field.NUMBER)
            return ""
        if not number_key(text).isascii():
            self.fault(Fault.LETTERS, Field.NUMBER)
            return ""
        return text

    def _name(self) -> str:
        text = read_name(self.cells.get(Field.NAME))
        if not text or has_strange_signs(text) or len(text) > LENGTHS[Field.NAME]:
            self.fault(Fault.NAME, Field.NAME)
            return ""
        if unprinted_signs(text):
            self.fault(Fault.SIGNS, Field.NAME)
            return ""
        if words_in_name(text):
            self.fault(Fault.WORDS, Field.NAME)
            return ""
        return text

    def _issued_on(self) -> datetime.date | None:
        day = self.date(Field.ISSUED_ON, Fault.ISSUED_ON)
        if day is None and Fault.NO_DAY not in self.faults:
            self.fault(Fault.ISSUED_ON, Field.ISSUED_ON)
        return day

    def _valid_until(self) -> datetime.date | None:
        cell = self.cells.get(Field.VALID_UNTIL)
        if isinstance(cell, str) and _NO_END.fullmatch(cell.strip()):
            return None
        return self.date(Field.VALID_UNTIL, Fault.DATE)

    def _units(self) -> tuple[tuple[str, str], ...]:
        cell = self.cells.get(Field.UNITS)
        units = units_in(cell) if isinstance(cell, str) and read_text(cell) else ()
        if len(units) > MOST_UNITS:
            self.fault(Fault.UNITS, Field.UNITS)
            return ()
        if any(len(code) > UNIT_LENGTHS["code"] or len(title) > UNIT_LENGTHS["title"] for code, title in units):
            self.fault(Fault.LONG, Field.UNITS)
            return ()
        if any(telltale_words(f"{re.sub(r'[.-]', ' ', code)} {title}") for code, title in units):
            self.fault(Fault.WORDS, Field.UNITS)
            return ()
        return tuple({code_key(code) or title.casefold(): (code, title) for code, title in units}.values())

    def _sha256(self) -> str:
        text = re.sub(r"[\s:]", "", read_text(self.cells.get(Field.SHA256))).lower()
        if text and not _SHA256.fullmatch(text):
            self.fault(Fault.SHA256, Field.SHA256)
            return ""
        return text
