"""Columns of a list of certificates from before: which words name which field, and which fields are needed."""

import re
from collections.abc import Collection

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.errors import Blocker
from inmates.imports.reading.cells import read_text
from inmates.imports.reading.header_rows import LONGEST_HEAD, Heads
from inmates.imports.reading.spreadsheets import Cell


class Field(TextChoices):
    """What a column of certificates can contain."""

    NUMBER = "number", _("Certificate number")
    NAME = "name", _("Name")
    NIK = "nik", _("NIK")
    BIRTH_PLACE = "birth_place", _("Place of birth")
    BIRTH_DATE = "birth_date", _("Date of birth")
    BIRTH = "birth", _("Place and date of birth")
    PROGRAM = "program", _("Program")
    ISSUED_ON = "issued_on", _("Date of issue")
    VALID_UNTIL = "valid_until", _("Valid until")
    UNITS = "units", _("Units")
    SHA256 = "sha256", _("SHA-256 of the file")
    ORDINAL = "ordinal", _("Running number of the list")


REQUIRED = (Field.NUMBER, Field.NAME, Field.PROGRAM, Field.ISSUED_ON)
# Compared with the lower-case heading stripped to letters and digits.
_WORDS: dict[Field, str] = {
    Field.NUMBER: r"(?:no|nomor|nomer)(?:seri|urut)?(?:sertifikat|sertipikat|piagam|surat)(?:pelatihan)?"
    r"|(?:no|nomor)?register(?:sertifikat)|certificate(?:no|number)",
    Field.NAME: r"nama(?:lengkap)?(?:peserta|pemegang|siswa|alumni|lulusan|pemilik)?(?:pelatihan|sertifikat|lengkap)?"
    r"|peserta|pemegang|alumni|name|holder",
    Field.NIK: r"(?:no|nomor)?(?:nik|ktp|nikktp|ktpnik)|nomorindukkependudukan",
    Field.BIRTH_PLACE: r"(?:tempat|tmpt|tmp|kota)lahir|birthplace",
    Field.BIRTH_DATE: r"(?:tgl|tanggal)lahir|birthdate|dateofbirth",
    Field.BIRTH: r"(?:tempat|tmpt|tmp)(?:lahir)?(?:dan|amp)?(?:tgl|tanggal)lahir|ttl",
    Field.PROGRAM: r"(?:nama|jenis|judul)?(?:program|pelatihan|diklat|kursus)(?:pelatihan|kejuruan)?|course",
    Field.ISSUED_ON: r"(?:tgl|tanggal)(?:terbit|penerbitan|diterbitkan|dikeluarkan|sertifikat|sertipikat|"
    r"terbitsertifikat)|diterbitkan|terbit|issuedate|issuedon|dateofissue",
    Field.VALID_UNTIL: r"(?:masa|tgl|tanggal)?(?:berlaku|masaberlaku)(?:sampai|sd|hingga)?(?:dengan)?(?:tanggal|tgl)?"
    r"|(?:tgl|tanggal)(?:kadaluarsa|kedaluwarsa|kadaluwarsa|berakhir)|validuntil|expired",
    Field.UNITS: r"(?:kode)?(?:unit|daftarunit|unitunit)(?:kompetensi)?(?:yang)?(?:lulus|kompeten)?|units?",
    Field.SHA256: r"sha256(?:berkas|file|pdf)?|(?:hash|sidikjari)(?:sha256)?(?:berkas|file|pdf)?|digest",
    Field.ORDINAL: r"no|nourut|nomorurut|urut|num|nr",
}
# Read as the program only where no column says so better.
_VOCATION = re.compile(r"(?:nama|jenis)?(?:kejuruan|jurusan)(?:pelatihan)?")
_COMPILED = {field: re.compile(pattern) for field, pattern in _WORDS.items()}


def recognize(text: str) -> tuple[Field, int] | None:
    """The field that a heading names, with its rank, 0 for the better wording; None if unknown."""
    if len(text) > LONGEST_HEAD:
        return None
    for candidate in (re.sub(r"\([^)]*\)", "", text), text):
        key = re.sub(r"[^a-z0-9]", "", candidate.lower())
        for field, pattern in _COMPILED.items():
            if key and pattern.fullmatch(key):
                return field, 0
        if key and _VOCATION.fullmatch(key):
            return Field.PROGRAM, 1
    return None


def lacking(fields: Collection[Field]) -> list[Blocker]:
    """Reasons why these fields alone make no list of certificates."""
    text = _("Choose the column for “%(field)s”; without it no row can be taken.")
    return [Blocker("required", str(text) % {"field": one.label}) for one in REQUIRED if one not in fields]


def is_repeated_header(row: list[Cell]) -> bool:
    """True if a row below the header repeats it, as printed lists do on every page."""
    texts = [read_text(cell) for cell in row if cell is not None]
    return sum(bool(recognize(text)) for text in texts) > len(texts) / 2 > 1


HEADS = Heads(
    recognize=recognize,
    naming=(Field.NUMBER, Field.NAME),
    is_complete=lambda fields: not lacking(fields),
    splits={Field.BIRTH: (Field.BIRTH_PLACE, Field.BIRTH_DATE)},
    numbering=(Field.ORDINAL,),
)
