"""QR symbols as images of one bit per module."""

from typing import Any

import zxingcpp

from certification.stamping.errors import Unstampable
from printing.document_images import LARGEST_QR, TooLongForQR, facts_symbol

_DARK_IS_ZERO = bytes(49 if grey else 48 for grey in range(256))
_LARGEST = 17 + 4 * LARGEST_QR  # modules


def packed(text: str) -> tuple[int, bytes]:
    """Modules per side and the rows of the symbol (level M, no margin); dark is 0.

    Raises `Unstampable` beyond the largest symbol the paper allows.
    """
    try:
        symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    except (RuntimeError, ValueError) as error:
        raise Unstampable("symbol", str(error)) from error
    image: Any = symbol.to_image(scale=1, add_quiet_zones=False)
    if image.shape[0] > _LARGEST:
        raise Unstampable("symbol", f"{image.shape[0]} modules")
    return _packed(image)


def _packed(image: Any) -> tuple[int, bytes]:
    side: int = image.shape[0]
    bits = bytes(memoryview(image)).translate(_DARK_IS_ZERO)
    padding = b"0" * (-side % 8)
    rows = padding.join(bits[at : at + side] for at in range(0, side * side, side)) + padding
    return side, int(rows, 2).to_bytes(len(rows) // 8, "big")


def picture(text: str) -> tuple[bytes, bytes]:
    """The image dictionary's entries, and the image data."""
    return _picture(*packed(text))


def facts_picture(text: str) -> tuple[bytes, bytes]:
    """The same for the symbol of signed facts."""
    try:
        return _picture(*_packed(facts_symbol(text)))
    except TooLongForQR as error:
        raise Unstampable("symbol", "too many facts") from error


def _picture(side: int, rows: bytes) -> tuple[bytes, bytes]:
    return (
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 1/Interpolate false"
        % (side, side)
    ), rows
