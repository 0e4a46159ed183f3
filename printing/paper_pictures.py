"""A printed paper as a picture for display on a page."""

from io import BytesIO
from threading import Lock

import pypdfium2
from PIL import Image

_GAP = 12  # pixels between two pages
_BEHIND = (201, 207, 204)
# PDFium keeps its state per process: two threads inside it at once crash the web server.
_turn = Lock()


def png_of(pdf: bytes, *, dpi: int) -> bytes:
    """All pages one below the other."""
    with _turn, pypdfium2.PdfDocument(pdf) as document:
        pages = [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]
    height = sum(page.height for page in pages) + _GAP * (len(pages) - 1)
    whole = Image.new("RGB", (max(page.width for page in pages), height), _BEHIND)
    top = 0
    for page in pages:
        whole.paste(page, (0, top))
        top += page.height + _GAP
    result = BytesIO()
    # A paper needs only few colors, and the file shrinks to a quarter.
    whole.quantize(64).save(result, "PNG")
    return result.getvalue()
