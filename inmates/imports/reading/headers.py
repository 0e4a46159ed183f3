"""The headings of custody lists: which words name which column."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from inmates.imports.reading import header_rows
from inmates.imports.reading.fields import REQUIRED, SPLITS, Field
from inmates.imports.reading.header_rows import LONGEST_HEAD, Header, Heads
from inmates.imports.reading.spreadsheets import Cell, Sheet

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


def _is_complete(fields: Collection[Field]) -> bool:
    return set(REQUIRED) <= set(fields)


def _is_foreign(text: str) -> bool:
    return bool(_FOREIGN.search(_canonical(text)))


HEADS = Heads(
    recognize=recognize,
    naming=REQUIRED,
    is_complete=_is_complete,
    splits=SPLITS,
    is_foreign=_is_foreign,
    numbering=(Field.ORDINAL,),
)


def propose_mapping(headers: Sequence[str]) -> dict[int, Field]:
    """The field of each recognized column, every field once."""
    return header_rows.propose(headers, HEADS)


def find_header(rows: Sheet) -> Header[Field] | None:
    """The header of a custody list in a sheet, None if there is none."""
    return header_rows.find(rows, HEADS)


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


def _canonical(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).lower()
    # Blanks and dots in a header are insignificant: "Tgl. Lahir" becomes "tgllahir".
    key = re.sub(r"[^a-z0-9]", "", plain)
    for pattern, word in _SPELLINGS:
        key = re.sub(pattern, word, key)
    return key
