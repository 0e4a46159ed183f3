"""Columns of a list of registrations: which words name which field, and which fields are needed."""

import re
from collections.abc import Collection

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.errors import Blocker
from inmates.imports.reading.cells import read_text
from inmates.imports.reading.header_rows import LONGEST_HEAD, Heads
from inmates.imports.reading.spreadsheets import Cell


class Field(TextChoices):
    """What a column of registrations can contain."""

    NAME = "name", _("Full name")
    CALLED_NAME = "called_name", _("Called name")
    NIK = "nik", _("NIK")
    BIRTH_PLACE = "birth_place", _("Place of birth")
    BIRTH_DATE = "birth_date", _("Date of birth")
    BIRTH = "birth", _("Place and date of birth")
    SEX = "sex", _("Sex")
    EDUCATION = "education", _("Last education")
    ADDRESS = "address", _("Address")
    TELEPHONE = "telephone", _("Telephone number")
    # Short: menus of a telephone cut what is longer.
    CONTACT_CONSENT_ON = "contact_consent_on", _("Day of consent to be called")
    CLASS = "class", _("Class wished for")
    BLOCKS = "blocks", _("Blocks of units")
    CONSENT_ON = "consent_on", _("Consent signed on")
    WAY = "way", _("How registered")
    ORDINAL = "ordinal", _("Running number of the list")


# Compared with the lower-case heading stripped to letters and digits. The first that fits counts.
_WORDS: dict[Field, str] = {
    Field.CALLED_NAME: r"nama(?:panggilan|kecil)|panggilan",
    Field.NAME: r"nama(?:lengkap)?(?:calon)?(?:peserta|pendaftar|pelamar|siswa)?(?:lengkap|sesuaiktp)?|pendaftar|name",
    Field.NIK: r"(?:no|nomor)?(?:nik|ktp|nikktp|ktpnik)|nomorindukkependudukan",
    Field.BIRTH_PLACE: r"(?:tempat|tmpt|tmp|kota)lahir|birthplace",
    Field.BIRTH_DATE: r"(?:tgl|tanggal)lahir|birthdate|dateofbirth",
    Field.BIRTH: r"(?:tempat|tmpt|tmp)(?:lahir)?(?:dan|amp)?(?:tgl|tanggal)lahir|ttl",
    Field.SEX: r"jk|lp|pl|jeniskelamin|jnskelamin|jenkel|kelamin|gender|sex",
    Field.EDUCATION: r"(?:tingkat|jenjang)?(?:pendidikan|pend|pddk)(?:terakhir|akhir)?|ijazah(?:terakhir)?|education",
    Field.ADDRESS: r"alamat(?:lengkap|rumah|domisili|tinggal|ktp|sekarang)?|domisili|address",
    Field.CONTACT_CONSENT_ON: r"(?:tgl|tanggal)?(?:setuju|persetujuan)(?:dapat)?(?:dihubungi|ditelepon|kontak)"
    r"(?:tgl|tanggal)?",
    Field.TELEPHONE: r"(?:no|nomor)?(?:telp|tlp|telepon|telpon|tel|hp|handphone|wa|whatsapp|hpwa|telphp|kontak)"
    r"(?:hp|wa|aktif)?|phone",
    Field.CLASS: r"(?:pilihan|minat)?(?:kelas|pelatihan|program|kejuruan|jurusan|angkatan)(?:yang)?"
    r"(?:dipilih|diminati|diinginkan|pelatihan)?|class",
    Field.BLOCKS: r"(?:pilihan)?(?:kelompok|paket)(?:unit)?(?:kompetensi)?(?:yang)?(?:dipilih|diikuti)?"
    r"|unit(?:lepas|terpilih|yangdipilih|yangdiikuti)|blocks?(?:ofunits)?",
    Field.CONSENT_ON: r"(?:tgl|tanggal)?(?:persetujuan|setuju|pernyataan)(?:ditandatangani|pelatihan)?(?:tgl|tanggal)?",
    Field.WAY: r"(?:cara|asal|sumber)(?:pendaftaran|daftar|data)?|melalui",
    Field.ORDINAL: r"no|nourut|nomorurut|urut|num|nr",
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
    """Reasons why these fields alone make no list of registrations."""
    reasons = []
    if Field.NAME not in fields:
        text = _("Choose the column for “%(field)s”; without it no row can be taken.")
        reasons.append(Blocker("required", str(text) % {"field": Field.NAME.label}))
    if not {Field.NIK, Field.BIRTH_DATE, Field.BIRTH} & set(fields):
        reasons.append(Blocker("person", _("Choose the column of the NIK or of the date of birth.")))
    return reasons


def is_repeated_header(row: list[Cell]) -> bool:
    """True if a row below the header repeats it, as printed lists do on every page."""
    texts = [read_text(cell) for cell in row if cell is not None]
    return sum(bool(recognize(text)) for text in texts) > len(texts) / 2 > 1


HEADS = Heads(
    recognize=recognize,
    naming=(Field.NAME, Field.NIK),
    is_complete=lambda fields: not lacking(fields),
    splits={Field.BIRTH: (Field.BIRTH_PLACE, Field.BIRTH_DATE)},
    is_foreign=lambda text: bool(re.search(r"ayah|ibu|orang ?tua|wali|suami|istri|penjamin", text.lower())),
    numbering=(Field.ORDINAL,),
)
