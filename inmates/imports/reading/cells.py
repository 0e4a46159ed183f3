"""Converts one cell to one value. An untrustworthy value becomes UNREADABLE, never a guess."""

import datetime
import re
from enum import Enum
from typing import Literal

from inmates.custody.register_numbers import tidy
from inmates.imports.reading.spreadsheets import Cell
from inmates.people.codes import Education, Sex

NAME_LENGTH = 150
PLACE_LENGTH = 100
HOUSING_LENGTH = 20
# Longer cells are ignored: no education level, and no block and cell with all their labels, is that long.
LONGEST_WRITING = 200


class Trust(Enum):
    """Why a filled cell gives no value."""

    UNREADABLE = "unreadable"
    ZEROS = "zeros"
    NUMBER = "number"


_NOTHING = re.compile(
    r"[\W_]*|n/?a|null|nil|nihil|kosong|tidak ada|tdk ada|belum ada|#(?:ref|value|name|null|num|div/0|n/a)[!?]?",
    re.IGNORECASE,
)
_EDUCATION = (
    (Education.NONE, r"(?:tidak|tdk|belum|blm){1,2}(?:pernah)?(?:sekolah|tamatsd|tamat|lulussd)?|ts|none|buta?huruf"),
    (Education.SMP, r"smp(?:n|s|lb)?|sltp|mts(?:n|s)?|paketb|kejarpaketb|smpsederajat|madrasahtsanawiyah|st"),
    (
        Education.SMA,
        r"sma(?:n|s|lb)?|smk(?:n|s)?|slta|smu|smea|stm|smkk|ma(?:n|s|k)?|paketc|kejarpaketc|aliyah|madrasahaliyah|spg|pga",
    ),
    (Education.SD, r"sd(?:n|s|lb)?|mi(?:n|s)?|paketa|kejarpaketa|sr|ibtidaiyah|madrasahibtidaiyah"),
    (Education.D1, r"d1|di|diploma(?:1|i)"),
    (Education.D2, r"d2|dii|diploma(?:2|ii)"),
    (Education.D3, r"d3|diii|diploma(?:3|iii)|akademi|sarjanamuda"),
    (Education.D4, r"d4|div|diploma(?:4|iv)"),
    (Education.S1, r"s1|si|strata(?:1|i)|sarjana|d4s1"),
    (Education.S2, r"s2|sii|strata(?:2|ii)|magister|pascasarjana"),
    (Education.S3, r"s3|siii|strata(?:3|iii)|doktor"),
)
_EDUCATION_RULES = tuple((code, re.compile(pattern)) for code, pattern in _EDUCATION)
_SEXES = {
    Sex.MALE: {"l", "lk", "lakilaki", "laki", "laki2", "lelaki", "pria", "male", "m"},
    Sex.FEMALE: {"p", "pr", "prp", "perempuan", "wanita", "w", "wnt", "female", "f"},
}
_HOUSING_WORDS = re.compile(r"^(?:blok|block|blk|kamar|kmr|km|sel|nomor|no|room|cell)\b[\s.:]*", re.IGNORECASE)
# Only at the start of a run of separators; otherwise a long cell would be tried at each position.
_CELL_WORDS = re.compile(
    r"(?<![\s/,.-])[\s/,.-]*+\b(?:kamar|kmr|km|sel|room|cell)\b[\s.:]*(?:no(?:mor)?\b[\s.:]*)?", re.IGNORECASE
)
_BLOCK_AND_CELL = re.compile(
    r"([^/\\]*[^/\\\s])\s*[/\\]\s*([^/\\]+)|(.*?[^\W\d_])\s*[\s/\\.,:-]\s*([^\W\d_]?\d+[^\W\d_]?)|([^\W\d_]{1,2})(\d+[^\W\d_]?)"
)
_JOINTS = " ,;/:.-"
_CELL_AND_BLOCK = re.compile(r"(\d+)\s*[/\\.,:-]\s*([^\W\d_]+)")


def read_text(cell: Cell) -> str:
    """A cell as text, with blanks trimmed and collapsed; empty for `-` and other ways of writing nothing."""
    if cell is None or isinstance(cell, datetime.date):
        return ""
    # Spreadsheets store every number as a float: cell 7 arrives as 7.0.
    if isinstance(cell, float) and cell == int(cell):
        cell = int(cell)
    text = tidy(str(cell))
    return "" if _NOTHING.fullmatch(text) else text


def read_name(cell: Cell) -> str:
    """A name as written, blanks tidied; empty if it contains no letter."""
    text = read_text(cell)
    return text if any(character.isalpha() for character in text) else ""


def read_nik(cell: Cell) -> str | Trust:
    """Sixteen digits; empty if there is none. A NUMBER is not a NIK: spreadsheets keep only 15 digits."""
    if isinstance(cell, int | float):
        return Trust.NUMBER if cell else Trust.ZEROS
    text = read_text(cell)
    digits = re.sub(r"[\s.'`-]", "", text)
    if not text or isinstance(cell, datetime.date):
        return Trust.UNREADABLE if isinstance(cell, datetime.date) else ""
    if digits.isdigit() and not digits.strip("0"):
        return Trust.ZEROS
    return digits if re.fullmatch(r"[0-9]{16}", digits) else Trust.UNREADABLE


def read_sex(cell: Cell) -> Sex | Literal[""] | Trust:
    """L or P from the words in use; blank if the cell is."""
    key = re.sub(r"[\W_]", "", read_text(cell).lower())
    if not key:
        return "" if cell is None or isinstance(cell, str) else Trust.UNREADABLE
    return next((sex for sex, words in _SEXES.items() if key in words), Trust.UNREADABLE)


def read_education(cell: Cell) -> Education | Literal[""] | Trust:
    """The code of the highest completed level; blank if the cell is."""
    text = read_text(cell)
    if not text:
        return ""
    if len(text) > LONGEST_WRITING:
        return Trust.UNREADABLE
    whole = _education(text)
    # “SMA/SMK” is one level in two words; “SD/SMP” are two, and neither is guessed.
    parts = {_education(part) for part in re.split(r"[/,]", text)}
    return whole or (parts.pop() if len(parts) == 1 else None) or Trust.UNREADABLE


def _education(text: str) -> Education | None:
    key = re.sub(r"[\W_]", "", text.lower())
    key = re.sub(r"^(?:tamat|lulus(?:an)?|ijazah|pendidikan)|(?:sederajat|setara)$", "", key) or key
    return next((code for code, rule in _EDUCATION_RULES if rule.fullmatch(key)), None)


def read_block(cell: Cell) -> str | Trust:
    """A block without its label; short names are uppercased."""
    if isinstance(cell, datetime.date):
        return Trust.UNREADABLE
    text = _HOUSING_WORDS.sub("", read_text(cell))
    # Short names are letters (A, BX); a longer one is a word whose spelling is deliberate.
    text = text.upper() if len(text) <= 3 else text
    return text if len(text) <= HOUSING_LENGTH else Trust.UNREADABLE


def read_cell(cell: Cell) -> str | Trust:
    """A cell number without its label; a single digit regains the leading zero that spreadsheets drop."""
    if isinstance(cell, datetime.date):
        return Trust.UNREADABLE
    text = read_text(cell)
    # There may be more than one label ("Kamar No. 7").
    while (shorter := _HOUSING_WORDS.sub("", text)) != text:
        text = shorter
    text = text.zfill(2) if text.isdigit() else text
    return text if len(text) <= HOUSING_LENGTH else Trust.UNREADABLE


def split_housing(cell: Cell) -> tuple[Cell, Cell]:
    """Splits a combined cell into block and cell ("A/07", "A-07", "BLOK A KMR 7"); missing parts are blank."""
    # A lone number under a combined header is the cell, since blocks are letters.
    if not isinstance(cell, str):
        return (cell, cell) if isinstance(cell, datetime.date) else (None, cell)
    if len(cell) > LONGEST_WRITING:
        return cell, None
    text = _CELL_WORDS.sub("/", read_text(cell))
    text = re.sub(r"^(?:blok|block|blk)\b[\s.:/-]*", "", text, flags=re.IGNORECASE).strip(" /")
    if match := _CELL_AND_BLOCK.fullmatch(text):
        return match[2], match[1]
    if match := _BLOCK_AND_CELL.fullmatch(text):
        block, number = (group for group in match.groups() if group)
        return block.strip(), number
    return (None, text) if text.isdigit() else (text or None, None)


def split_birth(cell: Cell) -> tuple[Cell, Cell]:
    """Splits a combined cell into place and date of birth ("Rantau, 01-02-1990"); a missing part is blank."""
    if not isinstance(cell, str):
        return None, cell
    text = tidy(cell)
    match = re.fullmatch(r"(\D*)(\d.*)", text)
    if not match:
        return text.strip(_JOINTS) or None, None
    return match[1].strip(_JOINTS) or None, match[2]
