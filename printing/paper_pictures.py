"""A printed paper as a picture, to be looked at on a page."""

from io import BytesIO
from threading import Lock

import pypdfium2
from PIL import Image

_GAP = 12  # pixels between two pages
_BEHIND = (201, 207, 204)
# PDFium keeps its state for the whole process: two threads in it at once end the web server.
_turn = Lock()


def png_of(pdf: bytes, *, dpi: int) -> bytes:
    """All pages below each other."""
    with _turn, pypdfium2.PdfDocument(pdf) as document:
        pages = [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]
    height = sum(page.height for page in pages) + _GAP * (len(pages) - 1)
    whole = Image.new("RGB", (max(page.width for page in pages), height), _BEHIND)
    top = 0
    for page in pages:
        whole.paste(page, (0, top))
        top += page.height + _GAP
    result = BytesIO()
    # In few colors: a paper has no more, and the file is a quarter as large.
    whole.quantize(64).save(result, "PNG")
    return result.getvalue()
