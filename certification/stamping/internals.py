"""Everything stamping uses of WeasyPrint beyond its documented interface.

`tests/certification/stamping/test_canary.py` shows what a new version has changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from weasyprint.document import Document
from weasyprint.formatting_structure import boxes
from weasyprint.text.fonts import get_hb_object_data

VERSIONS = ("70.0",)  # WeasyPrint versions for which all of this was verified
PANGO_UNITS = 1024  # per CSS pixel

_ALIGNMENTS = {"start": 0.0, "left": 0.0, "center": 0.5, "end": 1.0, "right": 1.0}


@dataclass(frozen=True)
class TextBox:
    """One line of text in one style; pixels from the top left corner of the page.

    `align` is the share of free space before the text; `width` is None if the box grows with the text.
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
        """Where the text begins, with the precision of the content stream."""
        return round(self.x, 3), round(self.baseline, 3)


@dataclass(frozen=True)
class ImageBox:
    """Position of a picture on its page, in pixels."""

    page: int
    source: str
    x: float
    y: float
    width: float
    height: float


def text_boxes(document: Document) -> list[TextBox]:
    """Every line of text in the document, in reading order."""
    return [_text_box(number, box, block) for number, box, block in _boxes(document) if isinstance(box, boxes.TextBox)]


def image_boxes(document: Document) -> list[ImageBox]:
    """Every picture in the document that belongs to an element."""
    return [
        ImageBox(number, box.element.get("src"), box.content_box_x(), box.content_box_y(), box.width, box.height)
        for number, box, _block in _boxes(document)
        if isinstance(box, boxes.ReplacedBox) and box.element is not None
    ]


def _boxes(document: Document) -> Iterator[tuple[int, Any, Any]]:
    for number, page in enumerate(document.pages):
        yield from ((number, box, block) for box, block in _inside(page._page_box, None))  # noqa: SLF001 - see above


def _inside(box: Any, block: Any) -> Iterator[tuple[Any, Any]]:
    box = getattr(box, "_box", box)  # absolutely positioned boxes are wrapped
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
    """The fonts used, by their name in content streams; known once the document was written."""
    found: dict[str, list[Any]] = {}
    for font in document.fonts.values():
        found.setdefault(font.hash, []).append(font)
    return found


def font_file(font: Any) -> bytes:
    """The complete font file, not its subset."""
    content: bytes = get_hb_object_data(font.hb_face)
    return content


def letters_of(font: Any) -> tuple[dict[int, str], dict[int, int]]:
    """The text and width (in thousandths) of each glyph, as the file will state them.

    Entries added to either are included when the document is written again.
    """
    return font.to_unicode, font.widths
