"""From marks on laid out pages to slots: the position of each text at each size, and its drawing operators."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weasyprint.document import Document

from certification.stamping import internals
from certification.stamping.errors import Unstampable
from certification.stamping.internals import PANGO_UNITS, TextBox
from certification.stamping.page_marks import Marks, Path, has_mark, value_at
from certification.stamping.skeleton import Place, Slot
from certification.stamping.writing import real

# Size steps in each layout of marks. Where a text changes reveals which of the two sizes controls it.
LAYOUTS = (
    {"step": "1", "back_step": "1"},
    {"step": "2", "back_step": "1"},
    {"step": "3", "back_step": "2"},
    {"step": "4", "back_step": "3"},
    {"step": "5", "back_step": "1"},
)
_RULES = {"step": (0, 1, 2, 3, 4), "back_step": (0, 2, 3)}
_GLYPHS = re.compile(rb"<([0-9a-f]*)>")
_MATRIX = re.compile(rb"1 0 0 -1 (\S+) (\S+) Tm")
_FONT = re.compile(rb"/(\S+) (\S+) Tf")


@dataclass(frozen=True)
class Drawn:
    """A text in a content stream: from here on, three operators set position and font, and show it."""

    page: int
    at: int
    text: str
    x: float
    y: float
    font: str
    size: str


def drawn_texts(pages: Sequence[Sequence[bytes]], letters: Mapping[str, Mapping[int, str]]) -> Iterator[Drawn]:
    """Every text drawn in one piece by the pages' operators."""
    for page, operators in enumerate(pages):
        for at in range(len(operators) - 2):
            matrix, font = _MATRIX.fullmatch(operators[at]), _FONT.fullmatch(operators[at + 1])
            if matrix and font and operators[at + 2].endswith(b"] TJ"):
                name = font[1].decode()
                codes = b"".join(_GLYPHS.findall(operators[at + 2])).decode()
                text = "".join(letters[name].get(int(codes[n : n + 4], 16), "?") for n in range(0, len(codes), 4))
                yield Drawn(page, at, text, float(matrix[1]), float(matrix[2]), name, font[2].decode())


def marked_boxes(documents: Sequence[Document]) -> list[list[TextBox]]:
    """The box of each marked text in each document. Raises `Unstampable` if the documents do not agree."""
    found = [[box for box in internals.text_boxes(document) if has_mark(box.text)] for document in documents]
    if len({tuple((box.page, box.text) for box in boxes) for boxes in found}) != 1:
        raise Unstampable("shape", "the texts change with their sizes")
    return [list(boxes) for boxes in zip(*found, strict=True)]


def slot_of(boxes: Sequence[TextBox], drawn: Drawn, marks: Marks, words: Any, own: Sequence[str]) -> Slot:
    """The slot of one text, from its boxes in all layouts and the operators of the first one."""
    parts = marks.parts(boxes[0].text)
    trailing = drawn.text.removeprefix(boxes[0].text)
    if trailing.strip(" ") or (trailing and boxes[0].align):
        raise Unstampable("shape", f"drawn as {drawn.text!r}: {boxes[0]}")
    paths = [part for part in parts if isinstance(part, tuple)]
    heads = {path[0] in own for path in paths}
    if len(heads) != 1:
        raise Unstampable("shape", f"words of holder and class in one line: {paths}")
    places = [_place(box, drawn.font) for box in boxes]
    rule = next((key for key, (_one, two, *_rest) in _RULES.items() if places[two] != places[0]), None)
    if not rule:
        return Slot(parts, trailing, drawn.font, (places[0],), None, heads.pop())
    step: Path = (*paths[0][:-1], rule)
    if len(paths) != 1 or not _has(words, step):
        raise Unstampable("shape", f"no {rule} beside {paths}")
    return Slot(parts, trailing, drawn.font, tuple(places[at] for at in _RULES[rule]), step, heads.pop())


def _has(words: Any, path: Path) -> bool:
    try:
        value_at(words, path)
    except LookupError:
        return False
    return True


def _place(box: TextBox, font: str) -> Place:
    if box.width is None and box.align:
        raise Unstampable("shape", f"a line grows to the left: {box}")
    size = int(box.font_size * PANGO_UNITS)
    tail = f" {real(box.baseline)} Tm\n/{font} {real(size / PANGO_UNITS)} Tf\n["
    return Place(box.left, box.width, box.align, size, int(box.spacing * PANGO_UNITS), tail)
