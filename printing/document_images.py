"""The two pictures that differ from document to document: a QR symbol and a portrait."""

from base64 import b64decode
from functools import lru_cache
from io import BytesIO
from typing import Any

import segno
import zxingcpp
from PIL import Image, UnidentifiedImageError

# Version 12 has 65 modules: 0.39 mm each in the certificate's 25.5 mm box, the smallest size that a cheap phone reads
# from a laser print.
LARGEST_QR = 12
# Modules of the signed-facts symbol (version 11): 0.43 mm each in its 26 mm box.
LARGEST_FACTS = 61
LARGEST_PORTRAIT = (6000, 8000)
PORTRAIT_BOX = (600, 800)  # 30 x 40 mm at 500 dpi


class UnreadableImage(ValueError):
    """The bytes are not a printable JPEG."""


class TooLongForQR(ValueError):
    """The text needs a symbol too fine for the paper."""


# Cached, because checking whether a class can be printed uses the same URL for everyone.
@lru_cache(maxsize=16)
def qr_png(content: str) -> bytes:
    """A gray PNG of the QR symbol, level M, 6 samples per module, without margin (the layout provides the quiet zone).
    Raises `TooLongForQR` beyond version 12.
    """
    try:
        symbol = segno.make_qr(content, error="m", boost_error=False)
    except segno.DataOverflowError as error:
        raise TooLongForQR(content[:80]) from error
    if int(symbol.version) > LARGEST_QR:
        raise TooLongForQR(content[:80])
    drawn, grey = BytesIO(), BytesIO()
    symbol.save(drawn, kind="png", scale=6, border=0)
    Image.open(drawn).convert("L").save(grey, "PNG")
    return grey.getvalue()


def facts_symbol(content: str) -> Any:
    """The QR symbol of signed facts as zxing-cpp's image, one sample per module, without margin: error correction M if
    it fits, else L. Raises `TooLongForQR`.
    """
    for level in ("M", "L"):
        try:
            symbol = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
        except (RuntimeError, ValueError):
            continue
        image = symbol.to_image(scale=1, add_quiet_zones=False)
        if image.shape[0] <= LARGEST_FACTS:
            return image
    raise TooLongForQR(content[:80])


def facts_png(content: str) -> bytes:
    """The same as a gray PNG, 6 samples per module. Raises `TooLongForQR`."""
    symbol, grey = Image.fromarray(facts_symbol(content)), BytesIO()
    symbol.resize((symbol.width * 6, symbol.height * 6), Image.Resampling.NEAREST).convert("L").save(grey, "PNG")
    return grey.getvalue()


def portrait_jpeg(encoded: str) -> bytes:
    """The base64 portrait, re-encoded: RGB, no larger than it can be printed, and without camera metadata (place,
    device, time). Raises `UnreadableImage`.
    """
    try:
        content = b64decode(encoded, validate=True)
        # WeasyPrint makes Pillow, process-wide, pad truncated pictures; so look for the end marker after the last
        # scan's marker.
        if content.rfind(b"\xff\xd9") < content.rfind(b"\xff\xda"):
            raise UnreadableImage("cut short")
        picture = Image.open(BytesIO(content), formats=["JPEG"])
        if picture.width > LARGEST_PORTRAIT[0] or picture.height > LARGEST_PORTRAIT[1]:
            raise UnreadableImage("too large")
        # Decodes a large picture at a fraction of its size, which takes a fraction of the memory.
        picture.draft("RGB", PORTRAIT_BOX)
        clean = picture.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise UnreadableImage(str(error)) from error
    clean.thumbnail(PORTRAIT_BOX)
    clean.info.clear()
    result = BytesIO()
    clean.save(result, "JPEG", quality=90, subsampling=0)
    return result.getvalue()
