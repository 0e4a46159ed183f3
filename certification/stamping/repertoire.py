"""The letters a skeleton carries beyond those already on it."""

from functools import lru_cache
from itertools import product
from string import ascii_letters, digits, punctuation
from typing import Any

from certification.stamping.shaping import Face

# Letters of names and titles in this country. Rarer ones require the whole font, which is twice as large.
_PLAIN = frozenset(ascii_letters + digits + punctuation + " \xa0·×–—‘’“”…éÉ")
_LIGATED = [a + b for a, b in product(ascii_letters, repeat=2)] + [
    a + b + c for a, b, c in product("fT", "fh", ascii_letters)
]

PLAIN, WHOLE = "plain", "whole"


def tier_of(texts: str) -> str:
    """The smallest repertoire sufficient for the texts."""
    return PLAIN if _PLAIN.issuperset(texts) else WHOLE


def extend(file: bytes, texts: dict[int, str], widths: dict[int, int], *, tier: str, size: int) -> None:
    """Adds every letter of the repertoire in the font, and the ligatures of plain letters.

    `size` (in Pango units) is the size at which WeasyPrint would measure most of them, and thus round.
    """
    for glyph, read, width in _glyphs_of(file, tier, size):
        texts.setdefault(glyph, read)
        widths.setdefault(glyph, width)


@lru_cache(maxsize=32)
def _glyphs_of(file: bytes, tier: str, size: int) -> list[tuple[int, str, int]]:
    """Glyph, its text, and its width in thousandths, for everything in the repertoire."""
    face = Face(file, {}, {})
    known = {chr(code) for code in face.codes}
    letters = known & _PLAIN if tier == PLAIN else known
    ligated = [text for text in _LIGATED if letters.issuperset(text)]
    return [one for text in (*sorted(letters), *ligated) for one in _glyphs(face, text, size)]


def _glyphs(face: Face, text: str, size: int) -> list[tuple[int, str, int]]:
    infos: Any = face.glyphs(text, size).glyph_infos
    ends = [info.cluster for info in infos[1:]] + [len(text)]
    return [
        (info.codepoint, text[info.cluster : end], face.width_of(info.codepoint, size))
        for info, end in zip(infos, ends, strict=True)
        if end > info.cluster
    ]
