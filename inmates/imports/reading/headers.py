"""Finds the header row by its words, and what each of its cells names."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from inmates.custody.register_numbers import tidy
from inmates.imports.reading.fields import REQUIRED, SPLITS, Field
from inmates.imports.reading.spreadsheets import Cell, Sheet

SEARCHED_ROWS = 200
SHOWN_LENGTH = 60
"""Headers are shown up to this length; a longer cell is prose, not a header."""

# Applied in this order: each rule sees the result of the previous ones.
_SPELLINGS = (
    (r"tanggal|tgl|tg(?=l|m|e|b)", "tgl"),
    (r"nomor|nomer", "no"),
    (r"registrasi|registerasi|register|regist(?=$|[^r])", "reg"),
    (r"wargabinaan(?:pemasyarakatan)?", "wbp"),
    (r"ex?kspirasi|expirasi|expired|ekspirasi", "ekspirasi"),
    (r"tempat|tmpt|tmp|tpt", "tempat"),
    (r"lahir|lhr", "lahir"),
    (r"block", "blok"),
    (r"kmr", "kamar"),
    (r"msk", "masuk"),
    (r"duapertiga", "23"),
)

# Longer cells are ignored: no column header is that long.
LONGEST_HEAD = 200

_HOLDERS = r"(?:(?:wbp|tahanan|narapidana|napi|penghuni|dan|atau)*)"

# Within a field the first pattern wins: of "Tgl Ekspirasi" and "Tgl Bebas" the former is read.
_PATTERNS: dict[Field, tuple[str, ...]] = {
    Field.NAME: (rf"nama(?:lengkap)?{_HOLDERS}", r"nama(?:lengkap)?(?:sesuai)?ktp|namaasli|fullname|name|wbp"),
    Field.REGISTER_NUMBER: (
        rf"(?:no)?reg{_HOLDERS}",
        rf"(?:no)?reg(?:instansi|upt|lapas|rutan|induk|tahun|{_HOLDERS})*|noinduk{_HOLDERS}|regno",
    ),
    Field.CALLED_NAME: (r"(?:nama)?alias1?|namapanggilan|panggilan|nickname", r"namakecil1?"),
    Field.BIRTH_PLACE: (r"tempat(?:ke)?lahir(?:an)?|kota(?:ke)?lahir(?:an)?|birthplace",),
    Field.BORN: (r"tgl(?:ke)?lahir(?:an)?|lahir|dob|birthdate|dateofbirth|lahirtgl",),
    Field.BIRTH: (r"tempat(?:lahir)?(?:dan|amp)?tgl(?:ke)?lahir(?:an)?|ttl|kelahiran",),
    Field.SEX: (r"jk|lp|pl|jeniskelamin|jnskelamin|jenkel|jnskel|kelamin|sex|gender|pw|priawanita",),
    Field.EDUCATION: (
        r"(?:tingkat|jenjang)?(?:pendidikan|pddkn|pend|pdd)(?:terakhir|akhir)?|ijazah(?:terakhir)?|education",
    ),
    Field.NIK: (r"(?:no)?(?:nik)?(?:no)?(?:ktp|nik)|no(?:mor)?(?:induk)?kependudukan|nikktp",),
    Field.ENTERED: (
        r"(?:tgl)?masuk(?:rutan|lapas|upt|lapasrutan|rutanlapas)?|tglditerima|entrydate",
        r"(?:tgl)?(?:mulai|awal)(?:di)?(?:tahan|penahanan)|tglditahan|tglpenahanan|ditahan(?:sejak)?",
    ),
    Field.TWO_THIRDS: (r"(?:tgl)?23(?:masa)?(?:pidana|mp|tahanan)?|tgl23",),
    Field.INTEGRATION_DATE: (r"(?:tgl)?(?:integrasi|pb|cb|cmb|pbcb|pbcbcmb|pembebasanbersyarat)",),
    Field.SENTENCE_END: (
        r"(?:tgl)?ekspirasi(?:akhir|pidana|masapidana)?",
        r"(?:tgl)?(?:akhir|selesai|habis)(?:masa)?pidana",
        r"(?:tgl)?(?:perkiraan|estimasi|rencana)?bebas(?:murni)?|tglexp|exp|ekspirasiawal",
    ),
    Field.BLOCK: (r"(?:nama)?blok(?:hunian)?|wing|paviliun",),
    Field.CELL: (r"(?:no|nama)?(?:kamar|sel|selkamar|kamarsel)(?:hunian)?|cell|room",),
    Field.BLOCK_CELL: (r"(?:no)?blok(?:hunian)?(?:dan)?(?:no)?(?:kamar|sel|selkamar|kamarsel)(?:hunian)?",),
    Field.ORDINAL: (r"no|nourut|nou|urut|num|nr|noabsen",),
}
_COMPILED = {field: tuple(re.compile(pattern) for pattern in patterns) for field, patterns in _PATTERNS.items()}

_NAME_AND_ALIAS = re.compile(r"nama(?: lengkap)?\s*(?:/|,|&|\+|dan)\s*alias", re.IGNORECASE)

# Columns about another person or the case, whatever the cell below says ("Penjamin" over "Nama").
_FOREIGN = re.compile(
    r"perkara|pasal|kasus|kejahatan|tindak|agama|penyidik|jaksa|hakim|penuntut|pengacara|kuasa|penjamin|keluarga"
    r"|ayah|ibu|istri|suami|ortu|saksi|korban|petugas|pegawai|putusan|vonis|surat|alamat|jabatan|telepon"
)


@dataclass(frozen=True)
class Column:
    """One header column: its index from 0, its text as seen, and the proposed field."""

    index: int
    text: str
    field: Field | None


@dataclass(frozen=True)
class Header:
    """The header found: its columns, the index of its first row, and the index of the first row below it."""

    columns: tuple[Column, ...]
    top: int
    below: int

    @property
    def mapping(self) -> dict[int, Field]:
        """The proposed field of each recognized column."""
        return {column.index: column.field for column in self.columns if column.field}

    @property
    def is_complete(self) -> bool:
        """True if the columns include every required field."""
        return set(REQUIRED) <= set(self.mapping.values())


@lru_cache(maxsize=4_096)
def recognize(text: str) -> tuple[Field, int] | None:
    """The field that `text` names, with the rank of the matching pattern (0 is best); None if unknown."""
    if len(text) > LONGEST_HEAD:
        return None
    if _NAME_AND_ALIAS.fullmatch(text.strip()):
        return Field.NAME, 1
    # Brackets usually hold an explanation (“Tgl Lahir (dd/mm/yyyy)”), but sometimes the keyword itself.
    bare = re.sub(r"\([^)]*\)", " ", text)
    for candidate in dict.fromkeys((_canonical(bare), _canonical(text))):
        for field, patterns in _COMPILED.items():
            for rank, pattern in enumerate(patterns):
                if candidate and pattern.fullmatch(candidate):
                    return field, rank
    return None


def propose_mapping(headers: Sequence[str]) -> dict[int, Field]:
    """The field of each recognized column, every field once: the better pattern wins, then the column further left."""
    found: dict[Field, tuple[int, int]] = {}
    for index, text in enumerate(headers):
        known = recognize(text)
        if known and (known[0] not in found or (known[1], index) < found[known[0]]):
            found[known[0]] = (known[1], index)
    mapping = _with_merged({field: index for field, (_, index) in found.items()}, headers)
    return {index: field for field, index in sorted(mapping.items(), key=lambda pair: pair[1])}


def _with_merged(columns: dict[Field, int], headers: Sequence[str]) -> dict[Field, int]:
    """Splits each header that spans two columns, the second of which is then blank."""
    for whole, (first, second) in SPLITS.items():
        index = columns.get(whole, len(headers))
        is_merged = index + 1 < len(headers) and not headers[index + 1].strip()
        if is_merged and not {first, second} & columns.keys():
            columns = {field: at for field, at in columns.items() if field is not whole}
            columns |= {first: index, second: index + 1}
    return columns


def find_header(rows: Sheet) -> Header | None:
    """The first row, or pair of rows, that names a person and a register number; otherwise the row that names the most
    fields, if one of these two and another are among them. None if there is no such row.
    """
    best: Header | None = None
    # A letterhead and titles may precede the list, but not a whole page of them.
    for top in range(min(len(rows), SEARCHED_ROWS)):
        header = _header_at(rows, top)
        if header and header.is_complete:
            return header
        if header and _names_enough(header) and (best is None or _score(header) > _score(best)):
            best = header
    return best


def is_repeated_header(cells: Mapping[Field, Cell]) -> bool:
    """True if a row below the header repeats it, as exports do on every page."""
    same = [
        field
        for field in REQUIRED
        if isinstance(text := cells.get(field), str)
        # First, because it is cheap and nearly no row of a list is a header.
        and text.strip().lower().startswith(("no", "reg", "nama", "wbp", "full", "name"))
        and (known := recognize(text))
        and known[0] is field
    ]
    return len(same) == len(REQUIRED)


def _names_enough(header: Header) -> bool:
    fields = set(header.mapping.values()) - {Field.ORDINAL}
    return len(fields) > 1 and bool(fields & set(REQUIRED))


def _score(header: Header) -> int:
    return len(header.mapping)


def _header_at(rows: Sheet, top: int) -> Header | None:
    upper = _texts(rows[top])
    if not any(upper):
        return None
    single = _header(upper, top, top + 1)
    lower = _texts(rows[top + 1]) if top + 1 < len(rows) else []
    if not _may_join(rows[top], rows[top + 1 : top + 2]):
        return single
    pair = _header(_joined(upper, lower), top, top + 2)
    # The next row belongs to the header only if both together name more than either alone, and if the cells under the
    # required columns are free: in a list, the first person is there.
    keys = [column.index for column in single.columns if column.field in REQUIRED]
    free = all(index >= len(lower) or not lower[index] or recognize(lower[index]) for index in keys)
    alone = max(_score(single), _score(_header(lower, top + 1, top + 2)))
    return pair if free and _score(pair) > alone else single


def _header(texts: list[str], top: int, below: int) -> Header:
    mapping = propose_mapping(texts)
    columns = tuple(
        Column(index, text[:SHOWN_LENGTH], mapping.get(index))
        for index, text in enumerate(texts)
        if text or index in mapping
    )
    return Header(columns, top, below)


def _joined(upper: list[str], lower: list[str]) -> list[str]:
    """Combines two header rows column by column; text above also covers the blank columns to its right."""
    width = max(len(upper), len(lower))
    above = upper + [""] * (width - len(upper))
    under = lower + [""] * (width - len(lower))
    texts, parent = [], ""
    for index in range(width):
        parent = above[index] or (parent if under[index] else "")
        texts.append(_combined(parent, under[index]))
    return texts


def _combined(parent: str, child: str) -> str:
    if not parent or not child:
        return parent or child
    whole = f"{parent} {child}"
    # Checked before recognition: “Nama” under “Penjamin” is an outsider's name.
    if _FOREIGN.search(_canonical(whole)):
        return whole
    for text in (whole, f"{child} {parent}", child):
        if recognize(text):
            return text
    return whole


def _texts(row: list[Cell]) -> list[str]:
    return [tidy(cell) if isinstance(cell, str) else "" for cell in row]


def _may_join(upper: list[Cell], lower: Sheet) -> bool:
    """True if two rows consist only of words, like a two-line header and unlike a title or a person."""
    rows = [upper, *lower]
    filled = [[cell for cell in row if cell is not None] for row in rows]
    return (
        len(filled) == 2
        and all(len(cells) > 1 for cells in filled)
        and all(isinstance(cell, str) and not re.search(r"\d{3}", cell) for cells in filled for cell in cells)
    )


def _canonical(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).lower()
    # Blanks and dots in a header are insignificant: "Tgl. Lahir" becomes "tgllahir".
    key = re.sub(r"[^a-z0-9]", "", plain)
    for pattern, word in _SPELLINGS:
        key = re.sub(pattern, word, key)
    return key
