"""All that stamping knows of WeasyPrint beyond its documented interface; `tests/certification/stamping/test_canary.py`
says which of it a new version has changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from weasyprint.document import Document
from weasyprint.formatting_structure import boxes
from weasyprint.text.fonts import get_hb_object_data

VERSIONS = ("70.0",)  # of WeasyPrint, for which all of this was seen to hold
PANGO_UNITS = 1024  # in a CSS pixel

_ALIGNMENTS = {"start": 0.0, "left": 0.0, "center": 0.5, "end": 1.0, "right": 1.0}


@dataclass(frozen=True)
class TextBox:
    """One line of text of one style: pixels from the upper left corner of the page.

    `align` is the share of the free room that stands before the text; `width` is None where the box grows with it.
    """

    page: int
    text: str
    x: float
    baseline: float
    left: float
    width: float | None
    align: float
    font_size: float
    spacing: float

    @property
    def place(self) -> tuple[float, float]:
        """Where the text begins, as exactly as the content stream says it."""
        return round(self.x, 3), round(self.baseline, 3)


@dataclass(frozen=True)
class ImageBox:
    """Where a picture stands on its page, in pixels."""

    page: int
    source: str
    x: float
    y: float
    width: float
    height: float


def text_boxes(document: Document) -> list[TextBox]:
    """Every line of text of the document, in reading order."""
    return [_text_box(number, box, block) for number, box, block in _boxes(document) if isinstance(box, boxes.TextBox)]


def image_boxes(document: Document) -> list[ImageBox]:
    """Every picture of the document that an element names."""
    return [
        ImageBox(number, box.element.get("src"), box.content_box_x(), box.content_box_y(), box.width, box.height)
        for number, box, _block in _boxes(document)
        if isinstance(box, boxes.ReplacedBox) and box.element is not None
    ]


def _boxes(document: Document) -> Iterator[tuple[int, Any, Any]]:
    for number, page in enumerate(document.pages):
        yield from ((number, box, block) for box, block in _inside(page._page_box, None))  # noqa: SLF001 - see above


def _inside(box: Any, block: Any) -> Iterator[tuple[Any, Any]]:
    box = getattr(box, "_box", box)  # boxes placed absolutely are wrapped
    yield box, block
    around = box if isinstance(box, boxes.BlockContainerBox) else block
    for child in getattr(box, "children", ()):
        yield from _inside(child, around)


def _text_box(page: int, box: Any, block: Any) -> TextBox:
    style, spacing = block.style, box.style["letter_spacing"]
    grows = block.is_absolutely_positioned() and style["width"] == "auto"
    return TextBox(
        page=page,
        text=box.text,
        x=box.position_x,
        baseline=box.position_y + box.baseline,
        left=block.content_box_x(),
        width=None if grows else block.width,
        align=_ALIGNMENTS[style["text_align_all"]],
        font_size=box.style["font_size"],
        spacing=0.0 if spacing == "normal" else spacing,
    )


def fonts(document: Document) -> dict[str, list[Any]]:
    """The fonts that were drawn with, by the name that content streams call them; known once it was written."""
    found: dict[str, list[Any]] = {}
    for font in document.fonts.values():
        found.setdefault(font.hash, []).append(font)
    return found


def font_file(font: Any) -> bytes:
    """The whole file of the font, not its subset."""
    content: bytes = get_hb_object_data(font.hb_face)
    return content


def letters_of(font: Any) -> tuple[dict[int, str], dict[int, int]]:
    """What the file will say of the font: the text and the width (in thousandths) of each glyph. Both can be added to;
    a document that is written once more has them.
    """
    return font.to_unicode, font.widths
