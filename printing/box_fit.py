"""Checks whether words fit the boxes of a paper before anything is printed.

A paper has fixed boxes. A text takes the first of its steps (size, width) at which it fits; if none does, it is refused
by field name. Nothing is cut off and nothing overflows, because a name that loses a letter is somebody else's name.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import cache
from io import BytesIO
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont

from core.errors import Blocker, RuleViolation
from printing.asset_fetcher import asset
from printing.document_images import TooLongForQR, UnreadableImage, facts_png, portrait_jpeg, qr_png
from printing.printed_signs import signs_named

SERIF, SERIF_BOLD, SERIF_ITALIC = "EBGaramond-Medium", "EBGaramond-SemiBold", "EBGaramond-MediumItalic"
SANS, SANS_BOLD = "PublicSans-Regular", "PublicSans-SemiBold"
MM_PER_POINT = 25.4 / 72

Label = str | Promise


class Unprintable(RuleViolation):
    """The words do not fit the paper; each of `sentences` is complete and names the field."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(blockers_of(sentences))


def blockers_of(sentences: Sequence[str]) -> list[Blocker]:
    """Converts sentences to the reasons of a rule."""
    return [Blocker("unprintable", sentence) for sentence in sentences]


class _Advances(dict[str, float]):
    """Advance width by character, in ems."""

    def __missing__(self, _character: str) -> float:
        # As wide as the widest: characters of unknown width must not overflow.
        return 1.0


@cache
def _advances(font: str) -> Mapping[str, float]:
    """Advance width of every character in the font, in ems."""
    face = TTFont(BytesIO(asset(f"{font}.ttf")))
    metrics, em = face["hmtx"].metrics, face["head"].unitsPerEm
    return _Advances({chr(code): metrics[glyph][0] / em for code, glyph in face.getBestCmap().items()})


def ems(text: str, font: str) -> float:
    """Width of a line in ems, without kerning (which only shortens it); a character missing from the font counts as one
    em.
    """
    return sum(map(_advances(font).__getitem__, text))


def letters_of(font: str) -> frozenset[str]:
    """Every character that the font has."""
    return frozenset(_advances(font))


def printable(text: str, font: str, stand_in: str = "?") -> str:
    """The text with `stand_in` for characters missing from the font; for papers that must never be refused."""
    return stood_in(text, _advances(font).keys(), stand_in)


def stood_in(value: Any, letters: Set[str], stand_in: str = "?") -> Any:
    """A copy of a paper's words, in dicts and lists, with `stand_in` for what is not among the letters; other values
    stay.
    """
    if isinstance(value, str):
        return "".join(char if char.isspace() or char in letters else stand_in for char in value)
    if isinstance(value, Mapping):
        return {key: stood_in(part, letters, stand_in) for key, part in value.items()}
    return [stood_in(part, letters, stand_in) for part in value] if isinstance(value, list | tuple) else value


def printable_parts(value: Any, font: str) -> Any:
    """A copy of a paper's words, in dicts and lists, with every text made `printable`; other values stay."""
    return stood_in(value, _advances(font).keys())


def composed(value: Any) -> Any:
    """A copy of the snapshot with every text in composed form (NFC), so that é is one glyph."""
    if isinstance(value, str):
        # Some programs paste decomposed names, and the fonts have no combining accents.
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {key: composed(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [composed(part) for part in value]
    return value


def halves(text: str, font: str) -> list[str]:
    """The text in two lines, as even as its words allow; in one line if it is a single word."""
    words = text.split()
    breaks = [[" ".join(words[:at]), " ".join(words[at:])] for at in range(1, len(words))]
    return min(breaks, key=lambda two: max(ems(line, font) for line in two), default=[text])


def lines_needed(text: str, font: str, size: float, width: float) -> float:
    """The number of lines of `width` mm the text takes when broken at spaces; infinite if a word is wider."""
    room = width / MM_PER_POINT / size
    lines, used, space = 1, 0.0, ems(" ", font)
    for word in text.split():
        wide = ems(word, font)
        # Words are never broken: a name in two pieces is two names.
        if wide > room:
            return float("inf")
        if used and used + space + wide > room:
            lines, used = lines + 1, wide
        else:
            used += wide + (space if used else 0.0)
    return lines


class Ruler:
    """Measures the fields of one document and collects every reason why it cannot be printed.

    Fields are named by their (translatable) label. Each method returns something usable even after a refusal, so that
    one pass finds all reasons.
    """

    def __init__(self) -> None:
        self.reasons: list[str] = []

    def fit(
        self, field: Label, text: str, font: str, steps: Sequence[tuple[float, float]], spacing: float = 0.0
    ) -> str:
        """The number (from 1) of the first step (points, mm) at which the text fits on one line. `spacing` is the extra
        space after each letter, in ems.
        """
        if not self._has_glyphs(field, text, font):
            return "1"
        wide = ems(text, font) + spacing * len(text)
        for step, (size, width) in enumerate(steps, 1):
            if wide * size * MM_PER_POINT <= width:
                return str(step)
        self._too_long(field, text)
        return str(len(steps))

    def letters(self, field: Label, text: str, font: str) -> None:
        """Checks that the font has every letter of the text, whatever its length."""
        self._has_glyphs(field, text, font)

    def fit_all(self, field: Label, texts: Iterable[str], font: str, size: float, width: float) -> None:
        """Checks that each text fits on a line of its own, at most `width` mm at `size` points."""
        for text in texts:
            self.fit(field, text, font, [(size, width)])

    def lines(self, field: Label, text: str, font: str, size: float, small: float, width: float) -> list[str]:
        """One line at `size`, or two at `small`, broken evenly."""
        if not self._has_glyphs(field, text, font) or ems(text, font) * size * MM_PER_POINT <= width:
            return [text]
        two = halves(text, font)
        if max(ems(line, font) for line in two) * small * MM_PER_POINT > width:
            self._too_long(field, text)
        return two

    def balanced(
        self, field: Label, text: str, font: str, steps: Sequence[tuple[float, float, int]]
    ) -> tuple[str, list[str]]:
        """The number of the first step (points, mm, one or two lines) at which the text fits, and its lines, as even as
        the words allow.
        """
        if not self._has_glyphs(field, text, font):
            return "1", [text]
        for step, (size, width, lines) in enumerate(steps, 1):
            broken = [text] if lines == 1 else halves(text, font)
            if max(ems(line, font) for line in broken) * size * MM_PER_POINT <= width:
                return str(step), broken
        self._too_long(field, text)
        return str(len(steps)), [text]

    def wrap(self, field: Label, text: str, font: str, steps: Sequence[tuple[float, float, int]]) -> str:
        """The number of the first step (points, mm, lines) at which the text, broken at spaces, fits in that many
        lines. Breaks of lines that were typed count as spaces.
        """
        if not self._has_glyphs(field, " ".join(text.split()), font):
            return "1"
        for step, (size, width, lines) in enumerate(steps, 1):
            if lines_needed(text, font, size, width) <= lines:
                return str(step)
        self._too_long(field, text)
        return str(len(steps))

    def at_most(self, field: Label, values: Sequence[object], most: int) -> None:
        """Checks that there are at most as many values as the paper has room for."""
        if len(values) > most:
            self.reasons.append(
                _("%(field)s: %(count)d given, but the paper has room for %(most)d.")
                % {"field": field, "count": len(values), "most": most}
            )

    def qr(self, field: Label, content: str) -> bytes:
        """The QR symbol of the text as PNG; empty when refused."""
        return self._picture(
            lambda: qr_png(content),
            TooLongForQR,
            _("%(field)s is too long for a QR code that prints well. Use a shorter address.") % {"field": field},
        )

    def facts(self, field: Label, content: str) -> bytes:
        """The QR symbol of signed facts as PNG; empty when refused."""
        return self._picture(
            lambda: facts_png(content),
            TooLongForQR,
            _("%(field)s are too long for a QR code that prints well. Shorten the name of the program.")
            % {"field": field},
        )

    def portrait(self, field: Label, encoded: str) -> bytes:
        """The base64 portrait as a clean JPEG; empty when refused."""
        return self._picture(
            lambda: portrait_jpeg(encoded),
            UnreadableImage,
            _("%(field)s is not a readable JPEG picture. Upload it again.") % {"field": field},
        )

    def _picture(self, make: Callable[[], bytes], refusal: type[ValueError], reason: str) -> bytes:
        try:
            return make()
        except refusal:
            self.reasons.append(reason)
            return b""

    def _too_long(self, field: Label, text: str) -> None:
        self.reasons.append(
            _("%(field)s is too long for the paper: “%(text)s”. Shorten it.") % {"field": field, "text": text}
        )

    def _has_glyphs(self, field: Label, text: str, font: str) -> bool:
        """True if there is a text and the font has every character of it; otherwise records a reason."""
        letters, known = set(text), _advances(font).keys()
        missing = [] if letters <= known else sorted(letters - known)
        if missing:
            self.reasons.append(
                _("%(field)s has characters that the printed letters lack: %(characters)s. Write it without them.")
                % {"field": field, "characters": signs_named(missing)}
            )
        elif not text.strip():
            self.reasons.append(_("%(field)s is empty. Fill it in before printing.") % {"field": field})
        return bool(text.strip()) and not missing
