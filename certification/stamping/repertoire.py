"""Which letters a skeleton carries, beyond those that stand on it already."""

from functools import lru_cache
from itertools import product
from string import ascii_letters, digits, punctuation
from typing import Any

from certification.stamping.shaping import Face

# What names and titles of this country are written with. Whatever is rarer takes the whole font, twice as large.
_PLAIN = frozenset(ascii_letters + digits + punctuation + " \xa0·×–—‘’“”…éÉ")
_LIGATED = [a + b for a, b in product(ascii_letters, repeat=2)] + [
    a + b + c for a, b, c in product("fT", "fh", ascii_letters)
]

PLAIN, WHOLE = "plain", "whole"


def tier_of(texts: str) -> str:
    """The smallest repertoire in which the texts can be written."""
    return PLAIN if _PLAIN.issuperset(texts) else WHOLE


def extend(file: bytes, texts: dict[int, str], widths: dict[int, int], *, tier: str, size: int) -> None:
    """Adds every letter of the repertoire that the font has, and the ligatures of plain letters.

    `size` is the one (in units of Pango) at which WeasyPrint would measure most of them: it rounds at that size.
    """
    for glyph, read, width in _glyphs_of(file, tier, size):
        texts.setdefault(glyph, read)
        widths.setdefault(glyph, width)


@lru_cache(maxsize=32)
def _glyphs_of(file: bytes, tier: str, size: int) -> list[tuple[int, str, int]]:
    """Glyph, the text it stands for, and its width in thousandths, of everything in the repertoire."""
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
