"""Columns of a result file: which words name which field, and which fields are needed."""

import re
from collections.abc import Collection

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.errors import Blocker
from inmates.imports.reading.cells import read_text
from inmates.imports.reading.header_rows import LONGEST_HEAD, Heads
from inmates.imports.reading.spreadsheets import Cell


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


def recognize(text: str) -> tuple[Field, int] | None:
    """The field that a heading names, with its rank, which is 0 for all wordings; None if unknown."""
    if len(text) > LONGEST_HEAD:
        return None
    for candidate in (re.sub(r"\([^)]*\)", "", text), text):
        key = re.sub(r"[^a-z0-9]", "", candidate.lower())
        for field, pattern in _COMPILED.items():
            if key and pattern.fullmatch(key):
                return field, 0
    return None


def lacking(fields: Collection[Field]) -> list[Blocker]:
    """Reasons why these fields alone make no list of results."""
    reasons = []
    if Field.NAME not in fields and Field.NIK not in fields:
        reasons.append(Blocker("person", _("Choose the column of the name or of the NIK.")))
    if Field.RESULT not in fields and Field.CERTIFICATE_NUMBER not in fields:
        reasons.append(Blocker("result", _("Choose the column of the result or of the certificate number.")))
    return reasons


def is_repeated_header(row: list[Cell]) -> bool:
    """True if a row below the header repeats it, as printed forms do on every page."""
    texts = [read_text(cell) for cell in row if cell is not None]
    return sum(bool(recognize(text)) for text in texts) > len(texts) / 2 > 1


HEADS = Heads(recognize=recognize, naming=(Field.NAME, Field.NIK), is_complete=lambda fields: not lacking(fields))
