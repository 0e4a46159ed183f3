"""Text to glyphs in content stream operands, as written by WeasyPrint."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import uharfbuzz
from uharfbuzz import BufferSerializeFlags, BufferSerializeFormat

from certification.stamping.errors import Unstampable
from certification.stamping.internals import PANGO_UNITS

_MOST_KEPT = 1000
# Pango disables ligatures in letter-spaced text.
_SPACED = {"liga": False, "clig": False, "dlig": False}
_AS_TEXT = BufferSerializeFormat.TEXT
_PLAINLY = BufferSerializeFlags.NO_CLUSTERS | BufferSerializeFlags.NO_GLYPH_NAMES
_GLYPH = re.compile(r"(\d+)(?:@(-?\d+),0)?\+(-?\d+)")  # number, horizontal offset, advance


class Line(NamedTuple):
    """A shaped text: the TJ operand, and its width in pixels."""

    operand: str
    width: float


class _Written(dict[str, tuple[str, str, int]]):
    """How glyphs of one font and size are written, by HarfBuzz's output: operand, text and advance.

    `before` and `behind` are the letter spacing on each side.
    """

    def __init__(self, face: "Face", size: int, before: int, behind: int) -> None:
        super().__init__()
        self._face, self._size, self._before, self._behind = face, size, before, behind

    def __missing__(self, told: str) -> tuple[str, str, int]:
        found = _GLYPH.fullmatch(told)
        known = self._face.widths.get(int(found[1])) if found else None
        if not found or known is None:
            raise Unstampable("glyph", f"outside the repertoire: {told}")
        pixels = self._size / PANGO_UNITS
        moved = (int(found[2] or 0) + self._before) / pixels
        advance = int(found[3]) + self._before + self._behind
        # Truncated, not rounded, as in WeasyPrint, so that letters are in the same places.
        kerning = known + moved - advance * 1000 / PANGO_UNITS / pixels
        operand = f"{f'>{-moved}<' if moved else ''}{int(found[1]):04x}{f'>{int(kerning)}<' if kerning else ''}"
        self[told] = operand, self._face.texts[int(found[1])], advance
        return self[told]


@dataclass
class Face:
    """One font of a skeleton: its complete file, and the text and width of every glyph in the skeleton."""

    file: bytes
    texts: Mapping[int, str]
    widths: Mapping[int, int]
    _face: Any = field(init=False, repr=False)
    _fonts: dict[int, Any] = field(default_factory=dict, init=False, repr=False)
    _written: dict[tuple[int, int, int], _Written] = field(default_factory=dict, init=False, repr=False)
    _lines: dict[tuple[str, int, int], Line] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        self._face = uharfbuzz.Face(self.file)

    def kept_line(self, text: str, size: int, spacing: int) -> Line:
        """`line` with a cache, for recurring texts."""
        key = text, size, spacing
        found = self._lines.get(key)
        if found is None:
            if len(self._lines) >= _MOST_KEPT:
                self._lines.clear()
            found = self._lines[key] = self.line(text, size, spacing)
        return found

    def line(self, text: str, size: int, spacing: int) -> Line:
        """The text on one line; `size` and letter spacing are in Pango units.

        Raises `Unstampable` unless all glyphs are in the repertoire and together read as the text.
        """
        told = self.glyphs(text, size, spacing).serialize(self.font(size), _AS_TEXT, _PLAINLY)[1:-1].split("|")
        written = self._spaced(told, size, spacing) if spacing else map(self._way(size, 0, 0).__getitem__, told)
        operands, texts, advances = zip(*written, strict=True)
        if "".join(texts) != text:
            raise Unstampable("glyph", f"its glyphs do not read as {text!r}")
        operand = "<" + "".join(operands)
        # Letter spacing also follows the last letter, though nothing is drawn there.
        return Line(operand[:-1] if operand[-1] == "<" else operand + ">", (sum(advances) + spacing) / PANGO_UNITS)

    def glyphs(self, text: str, size: int, spacing: int = 0) -> Any:
        """The HarfBuzz buffer after shaping."""
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        # Fixed, because the repertoire has no glyphs of other scripts.
        buffer.script, buffer.direction, buffer.language = "Latn", "ltr", "id"
        uharfbuzz.shape(self.font(size), buffer, _SPACED if spacing else None)
        return buffer

    @property
    def codes(self) -> list[int]:
        """Code points for which the font has a glyph."""
        return sorted(self._face.unicodes)

    def width_of(self, glyph: int, size: int) -> int:
        """The glyph width in thousandths of its size, rounded as at that size."""
        advance: int = self.font(size).get_glyph_h_advance(glyph)
        return round(advance * 1000 / size)

    def font(self, size: int) -> Any:
        """The HarfBuzz font at that size."""
        font = self._fonts.get(size)
        if font is None:
            font = uharfbuzz.Font(self._face)
            font.scale = (size, size)
            self._fonts[size] = font
        return font

    def _spaced(self, told: list[str], size: int, spacing: int) -> list[tuple[str, str, int]]:
        """Half of the spacing goes before each letter and half after; none at the ends of the line."""
        before, behind = spacing // 2, spacing - spacing // 2
        if len(told) == 1:
            return [self._way(size, 0, 0)[told[0]]]
        middle = self._way(size, before, behind)
        first, last = self._way(size, 0, behind)[told[0]], self._way(size, before, 0)[told[-1]]
        return [first, *map(middle.__getitem__, told[1:-1]), last]

    def _way(self, size: int, before: int, behind: int) -> _Written:
        key = size, before, behind
        found = self._written.get(key)
        if found is None:
            found = self._written[key] = _Written(self, size, before, behind)
        return found
