"""Columns of a result file: finding the header by its words, and assigning fields."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from inmates.imports.reading.cells import read_text
from inmates.imports.reading.headers import LONGEST_HEAD
from inmates.imports.reading.spreadsheets import Cell, Sheet

SEARCHED_ROWS = 60
SHOWN_LENGTH = 60
_COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?\.?")


class Field(TextChoices):
    """What a column of results can contain."""

    NAME = "name", _("Name")
    NIK = "nik", _("NIK")
    SCHEME = "scheme", _("Scheme")
    RESULT = "result", _("Result")
    CERTIFICATE_NUMBER = "certificate_number", _("Certificate number")
    REGISTRATION_NUMBER = "registration_number", _("Number at the body")
    BLANK_SERIAL = "blank_serial", _("Serial of the blank")
    ISSUED_ON = "issued_on", _("Date of issue")
    VALID_UNTIL = "valid_until", _("Valid until")


# Compared with the lower-case heading stripped to letters and digits.
_WORDS: dict[Field, str] = {
    Field.NAME: r"nama(?:lengkap)?(?:kandidat|peserta|asesi|pemegang)?(?:lengkap)?|kandidat|asesi|peserta|name",
    Field.NIK: r"(?:no|nomor)?(?:nik|ktp|nikktp|ktpnik)|nomorindukkependudukan",
    Field.SCHEME: r"(?:nama|judul)?skema(?:sertifikasi)?|scheme",
    Field.RESULT: r"(?:hasil|keputusan|rekomendasi)(?:asesmen|uji|ujikompetensi|kompetensi|akhir)?|kbk|result"
    r"|statuskompetensi",
    Field.CERTIFICATE_NUMBER: r"(?:no|nomor)(?:seri)?sertifikat(?:kompetensi|bnsp)?|certificateno|certificatenumber",
    Field.REGISTRATION_NUMBER: r"(?:no|nomor)(?:reg|registrasi)(?:sertifikat|asesi)?",
    Field.BLANK_SERIAL: r"(?:no|nomor)?(?:seri)?(?:blanko|blangko)(?:sertifikat)?",
    Field.ISSUED_ON: r"(?:tgl|tanggal)(?:terbit|penerbitan|diterbitkan|sertifikat|terbitsertifikat)|issuedate",
    Field.VALID_UNTIL: r"(?:masa|tgl|tanggal)?(?:berlaku|masaberlaku)(?:sampai|sd|hingga)?(?:tanggal|tgl)?"
    r"|(?:tgl|tanggal)(?:kadaluarsa|kedaluwarsa|berakhir)|validuntil|expired",
}
_COMPILED = {field: re.compile(pattern) for field, pattern in _WORDS.items()}


@dataclass(frozen=True)
class Column:
    """A column of the header: index from 0, heading, and suggested field ("" if none)."""

    index: int
    text: str
    field: str


def find_header(sheet: Sheet) -> tuple[int, tuple[Column, ...]] | None:
    """Index and columns of the row that names a person and the most fields; None if no row names two."""
    best: tuple[int, tuple[Column, ...]] | None = None
    most = 1
    for top, cells in enumerate(sheet[:SEARCHED_ROWS]):
        columns = _columns(cells)
        known = {column.field for column in columns if column.field}
        if known & {Field.NAME, Field.NIK} and len(known) > most:
            best, most = (top, columns), len(known)
    return best


def _columns(cells: Sequence[Cell]) -> tuple[Column, ...]:
    columns, taken = [], set()
    for index, cell in enumerate(cells):
        text = read_text(cell)
        if text:
            field = recognize(text)
            columns.append(Column(index, text[:SHOWN_LENGTH], "" if field in taken else field))
            taken.add(field)
    return tuple(columns)


def recognize(text: str) -> str:
    """The field a heading denotes; empty if unknown."""
    if len(text) > LONGEST_HEAD:
        return ""
    for candidate in (re.sub(r"\([^)]*\)", "", text), text):
        key = re.sub(r"[^a-z0-9]", "", candidate.lower())
        for field, pattern in _COMPILED.items():
            if key and pattern.fullmatch(key):
                return field.value
    return ""


def is_part_of_the_head(cells: Mapping[int, Cell]) -> bool:
    """Whether a row merely numbers the columns, as printed forms do, or repeats the header."""
    texts = [read_text(cell) for cell in cells.values()]
    if len(texts) > 2 and all(_COLUMN_NUMBER.fullmatch(text) for text in texts):
        return True
    return sum(bool(recognize(text)) for text in texts) > len(texts) / 2 > 1
