"""What a list of registrations is, and its rows as plain values."""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from inmates.imports.reading import RefusalCode
from inmates.imports.reading.cells import (
    Trust,
    read_education,
    read_name,
    read_nik,
    read_sex,
    read_text,
)
from inmates.imports.reading.lists import ListKind, Table
from inmates.imports.reading.row_cells import RowCells, filled_rows, meant
from inmates.imports.reading.spreadsheets import Cell
from inmates.people.names import has_strange_signs
from printing.printed_signs import SENTENCE, unprinted_signs
from programs.registrations.contact_details import LONGEST_ADDRESS, plain_number
from programs.registrations.list_columns import HEADS, Field, is_repeated_header, lacking
from programs.registrations.models import Registration

MOST_ROWS = 300
LENGTHS = {
    Field.NAME: 150,
    Field.CALLED_NAME: 150,
    Field.BIRTH_PLACE: 100,
    Field.ADDRESS: LONGEST_ADDRESS,
    Field.CLASS: 150,
    Field.BLOCKS: 100,
}
_WAYS = (
    (Registration.Way.COUNTER, r"(?:datang|langsung|loket|sendiri|kantor)+\w*"),
    (Registration.Way.FORM, r"formulir\w*|kertas|blanko|form"),
    (Registration.Way.LIST, r"daftar\w*|disnaker\w*|dinas\w*|desa|kelurahan|kecamatan|sekolah|instansi\w*|usulan\w*"),
)
_AROUND_SIGNS = r"\b(?:KELOMPOK|PAKET|UNIT)\b"
_WHOLE = r"\s*(?:SEMUA|SELURUH(?:NYA)?|LENGKAP|PENUH)\s*"
NO_HEADER = _(
    "No header row was found. Put one row above the list with at least the words Nama and NIK or Tanggal Lahir, save "
    "the file and upload it again."
)
COLUMNS_MISSING = _(
    "The columns for the name, and for the NIK or the date of birth, are needed, each once. Choose them for the "
    "columns of the file and try again."
)
TOO_MANY_ROWS = _("The list has more than 300 rows. Split it into several files and upload them one by one.")


class Fault(TextChoices):
    """Why a row cannot be read."""

    NAME = "name", _("The name is missing, or has digits or brackets. Write the name alone.")
    SIGNS = "signs", SENTENCE
    NIK = "nik", _("The NIK is not 16 digits, or was kept as a number and has lost digits. Format the column as text.")
    BORN = "born", _("The date of birth cannot be read. Write it as day/month/year.")
    DATE = "date", _("A date cannot be read. Write it as day/month/year.")
    NO_DAY = "no_day", _("A date names a day that does not exist, such as 31 February. Correct it.")
    SEX = "sex", _("The sex is neither L nor P.")
    EDUCATION = "education", _("The education is no known level, such as SD, SMP, SMA or S1.")
    TELEPHONE = "telephone", _("The telephone number cannot be read. Format the column as text.")
    WAY = "way", _("How it came is none of: came in person, paper form, list of another office.")
    LONG = "long", _("A text is too long for what it should be. Check the columns.")
    NOBODY = "nobody", _("Neither NIK nor date of birth is given, so nobody can be told apart.")


@dataclass(frozen=True, repr=False)
class Row:
    """The content of one row. Blank and None mean not stated."""

    row: int
    full_name: str = ""
    called_name: str = ""
    nik: str = ""
    birth_place: str = ""
    birth_date: datetime.date | None = None
    sex: str = ""
    education: str = ""
    address: str = ""
    telephone: str = ""
    contact_consent_on: datetime.date | None = None
    wished: str = ""
    # As written, in capitals like those of the catalog; which blocks they are, the class tells. Empty: all of it.
    blocks: tuple[str, ...] | None = None
    consent_on: datetime.date | None = None
    way: str = ""
    faults: tuple[Fault, ...] = ()
    # The cells in which the faults are, but for NIK and contact.
    written: str = ""


REGISTRATIONS = ListKind(
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
    seal="programs.registration.table",
    needed=(Field.NAME,),
    dates=(Field.BIRTH_DATE, Field.CONSENT_ON, Field.CONTACT_CONSENT_ON),
    births=(Field.BIRTH_DATE,),
)
"""A list of people who register for public classes. What stands in other columns is never kept."""


def rows_of(table: Table[Field], *, today: datetime.date) -> list[Row]:
    """Each row of the list, without rows that are empty in all columns that are read."""
    return [_RowReader(row, cells, today).read() for row, cells in filled_rows(table, besides=[Field.ORDINAL])]


class _RowReader(RowCells[Field]):
    """Reads the cells of one row and collects its faults."""

    no_day = Fault.NO_DAY
    # Neither NIK nor telephone is repeated on the page.
    unwritten = (Field.NIK, Field.TELEPHONE)

    def __init__(self, row: int, cells: Mapping[Field, Cell], today: datetime.date) -> None:
        super().__init__(row, cells, today)
        self.take_birth_apart(Field.BIRTH, Field.BIRTH_PLACE, Field.BIRTH_DATE)

    def read(self) -> Row:
        name, nik = self._name(), self._nik()
        born = self.date(Field.BIRTH_DATE, Fault.BORN, born=True)
        if not nik and born is None and not {Fault.NIK, Fault.BORN, Fault.NO_DAY} & self.faults.keys():
            self.fault(Fault.NOBODY, Field.NAME)
        # `faults` and `written` come last: reading the other values fills them.
        return Row(
            row=self.row,
            full_name=name,
            called_name=self._text(Field.CALLED_NAME),
            nik=nik,
            birth_place=self._text(Field.BIRTH_PLACE),
            birth_date=born,
            sex=self._code(Field.SEX, read_sex, Fault.SEX),
            education=self._code(Field.EDUCATION, read_education, Fault.EDUCATION),
            address=self._text(Field.ADDRESS),
            telephone=self._telephone(),
            contact_consent_on=self.date(Field.CONTACT_CONSENT_ON, Fault.DATE),
            wished=self._text(Field.CLASS),
            blocks=self._blocks(),
            consent_on=self.date(Field.CONSENT_ON, Fault.DATE),
            way=self._way(),
            faults=tuple(self.faults),
            written=self.written,
        )

    def _text(self, field: Field) -> str:
        text = read_text(self.cells.get(field))
        if len(text) > LENGTHS[field]:
            self.fault(Fault.LONG, field)
            return ""
        return text

    def _blocks(self) -> tuple[str, ...] | None:
        """The signs between commas and the like, each once; none for the whole course, None if nothing is stated."""
        text = re.sub(_AROUND_SIGNS, "", self._text(Field.BLOCKS).upper())
        if re.fullmatch(_WHOLE, text):
            return ()
        words = (" ".join(word.split()) for word in re.split(r"[,;/+&\n]|\bDAN\b", text))
        return tuple(dict.fromkeys(filter(None, words))) or None

    def _name(self) -> str:
        text = read_name(self.cells.get(Field.NAME))
        if not text or has_strange_signs(text) or len(text) > LENGTHS[Field.NAME]:
            self.fault(Fault.NAME, Field.NAME)
            return ""
        if unprinted_signs(text):
            self.fault(Fault.SIGNS, Field.NAME)
            return ""
        return text

    def _nik(self) -> str:
        nik = read_nik(self.cells.get(Field.NIK))
        if isinstance(nik, Trust) and nik is not Trust.ZEROS:
            self.fault(Fault.NIK, Field.NIK)
        return nik if isinstance(nik, str) else ""

    def _code(self, field: Field, read: Callable[[Cell], str | Trust], fault: Fault) -> str:
        code = read(self.cells.get(field))
        if isinstance(code, Trust):
            self.fault(fault, field)
            return ""
        return str(code)

    def _telephone(self) -> str:
        text = read_text(self.cells.get(Field.TELEPHONE))
        number = plain_number(text)
        if text and not number:
            self.fault(Fault.TELEPHONE, Field.TELEPHONE)
        return number

    def _way(self) -> str:
        text = re.sub(r"[\W_]", "", read_text(self.cells.get(Field.WAY))[:100].lower())
        for way, pattern in _WAYS:
            if re.fullmatch(pattern, text):
                return way.value
        if text:
            self.fault(Fault.WAY, Field.WAY)
        return Registration.Way.LIST.value
