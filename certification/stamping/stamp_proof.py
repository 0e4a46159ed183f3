"""Proves a skeleton: stamped output looks, reads and is structured like WeasyPrint's."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from certification.stamping.internals import ImageBox

_DPI = 100
_VISIBLE = 32  # of 255 shades
_MOST_PIXELS = 0.001  # of a page
_CSS_DPI = 96


def differences(stamped: bytes, plain: bytes, symbols: Sequence[ImageBox]) -> Iterator[str]:
    """All differences between the two, page by page, ignoring pixels inside the `symbols`.

    A symbol reads the same, but is drawn with one sample per module instead of 36.
    """
    with pypdfium2.PdfDocument(stamped) as ours, pypdfium2.PdfDocument(plain) as theirs:
        if len(ours) != len(theirs):
            yield f"{len(ours)} pages instead of {len(theirs)}"
            return
        for number in range(len(ours)):
            if words(ours[number]) != words(theirs[number]):
                yield f"other words on page {number + 1}"
            share = differing_share(ours[number], theirs[number], [one for one in symbols if one.page == number])
            if share >= _MOST_PIXELS:
                yield f"{share:.2%} of page {number + 1} look different"
    if structure(stamped) != structure(plain):
        yield "another structure tree"


def words(page: Any) -> list[str]:
    """The words of the page in content order."""
    found: str = page.get_textpage().get_text_range()
    return found.split()


def differing_share(ours: Any, theirs: Any, symbols: Sequence[ImageBox]) -> float:
    """The share of pixels outside the symbols that differ visibly."""
    shades = ImageChops.difference(_raster(ours), _raster(theirs))
    for box in symbols:
        # One more pixel on each side, since the edge of a symbol is antialiased.
        left, top = (int(value * _DPI / _CSS_DPI) - 1 for value in (box.x, box.y))
        right, bottom = (int(value * _DPI / _CSS_DPI) + 2 for value in (box.x + box.width, box.y + box.height))
        ImageDraw.Draw(shades).rectangle((left, top, right, bottom), fill=0)
    counts = shades.histogram()
    return sum(counts[_VISIBLE + 1 :]) / sum(counts)


def _raster(page: Any) -> Image.Image:
    found: Image.Image = page.render(scale=_DPI / 72, grayscale=True).to_pil()
    return found


def structure(pdf: bytes) -> Any:
    """The structure tree: types, alternative texts, headers, and the location of marked content."""
    with pikepdf.open(BytesIO(pdf)) as document:
        pages = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        return _node(document.Root.StructTreeRoot.K, pages)


def _node(thing: Any, pages: dict[tuple[int, int], int]) -> Any:
    if isinstance(thing, pikepdf.Array):
        return [_node(part, pages) for part in thing]
    if isinstance(thing, pikepdf.Dictionary):
        return {
            key: pages[part.objgen] if key == "/Pg" else _node(part, pages)
            for key, part in thing.items()
            if key != "/P"  # the link to the parent
        }
    return int(thing) if isinstance(thing, int) else str(thing)
