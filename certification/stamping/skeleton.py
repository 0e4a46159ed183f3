"""A laid out certificate without its words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from certification.stamping.errors import Unstampable
from certification.stamping.internals import ImageBox
from certification.stamping.page_marks import Path, filled, value_at
from certification.stamping.shaping import Face
from certification.stamping.writing import real

_TOLERANCE = 0.01  # pixels


@dataclass(frozen=True)
class Place:
    """Position of a text at one size. `size` and `spacing` are in Pango units, the rest in pixels.

    `tail` is the part of the content stream between the horizontal position and the glyphs.
    """

    left: float
    width: float | None
    align: float
    size: int
    spacing: int
    tail: str


@dataclass(frozen=True)
class Slot:
    """A hole for one line of text.

    `places` are indexed by the step found at `step` in the words; a single one always applies. `trailing` is white
    space drawn after the text without taking room.
    """

    parts: tuple[str | Path, ...]
    trailing: str
    font: str
    places: tuple[Place, ...]
    step: Path | None
    own: bool
    last: dict[tuple[str, int], bytes] = field(default_factory=dict, compare=False, repr=False)

    def drawn(self, words: Any, faces: Mapping[str, Face]) -> bytes:
        """The operators that draw the slot. Raises `Unstampable` if the text cannot be shaped or is too wide."""
        text = filled(self.parts, words) + self.trailing
        step = int(value_at(words, self.step)) - 1 if self.step else 0
        # An address is the same for many holders.
        known = self.last.get((text, step))
        if known is None:
            known = self._drawn(text, self.places[step], faces[self.font])
            self.last.clear()
            self.last[text, step] = known
        return known

    def _drawn(self, text: str, place: Place, face: Face) -> bytes:
        line = (face.line if self.own else face.kept_line)(text, place.size, place.spacing)
        x = place.left
        if place.width is not None:
            room = place.width - line.width
            if room < -_TOLERANCE:
                raise Unstampable("width", f"{text!r} is {-room:.2f} px too wide")
            x += place.align * room
        return f"1 0 0 -1 {real(x)}{place.tail}{line.operand}] TJ".encode()


@dataclass(frozen=True)
class Piece:
    """One content stream of a page: bytes with slots in between. All slots are the holder's own, or none."""

    number: int
    own: bool
    segments: tuple[bytes | Slot, ...]

    def content(self, words: Any, faces: Mapping[str, Face]) -> bytes:
        """The operators of the stream."""
        return b"\n".join(
            segment if isinstance(segment, bytes) else segment.drawn(words, faces) for segment in self.segments
        )


@dataclass(frozen=True)
class Numbers:
    """Numbers of the objects written for each certificate."""

    qr: int
    facts: int | None
    photo: int | None
    info: int
    metadata: int
    root: int
    pack: int
    table: int


@dataclass(frozen=True)
class Skeleton:
    """Everything shared by the certificates of one shape.

    `start` are the leading bytes of the file, `rows` the table of their objects. `info` and `metadata` contain the
    placeholders of `compiling` for title, author and date.
    """

    start: bytes
    rows: bytes
    pieces: tuple[Piece, ...]
    faces: Mapping[str, Face]
    numbers: Numbers
    title: tuple[str | Path, ...]
    author: tuple[str | Path, ...]
    info: bytes
    metadata: bytes
    images: tuple[ImageBox, ...]
