"""The emblem of a training center: made anew as a small JPEG on white, without anything else that its file held."""

import io

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from core.errors import Blocker, RuleViolation

MAX_BYTES = 4 * 1024 * 1024
MAX_PIXELS = 40_000_000
MIN_SIDE = 150
# The longer side: 18 mm at more than 400 dpi, and no measure that stamping knows pictures of holders by.
SIDE = 300
QUALITY = 90


def emblem_of(data: bytes) -> bytes:
    """The picture as JPEG of 300 pixels at its longer side; what is transparent becomes white.

    Raises RuleViolation for what is no picture, too large in bytes or pixels, or too small to print.
    """
    if len(data) > MAX_BYTES:
        raise RuleViolation(Blocker("emblem_bytes", _("The emblem is larger than 4 MB. Save it smaller.")))
    try:
        # Three formats by name: the other readers of the library are older than any fuzzing.
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
            # Before a single pixel is unpacked: the head of the file says how many there would be.
            _refuse_size(image)
            drawn = ImageOps.exif_transpose(image).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        text = _("The file is not a picture that can be read. Choose a JPEG, PNG or WebP picture of the emblem.")
        raise RuleViolation(Blocker("emblem_unreadable", text)) from None
    # The variant of PDF that is kept for ever allows no transparency.
    paper = Image.new("RGB", drawn.size, "white")
    paper.paste(drawn, mask=drawn.getchannel("A"))
    target = io.BytesIO()
    ImageOps.contain(paper, (SIDE, SIDE), Image.Resampling.LANCZOS).save(target, "JPEG", quality=QUALITY, subsampling=0)
    return target.getvalue()


def _refuse_size(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        text = _("The emblem has more than 40 million pixels. Save it smaller.")
        raise RuleViolation(Blocker("emblem_pixels", text))
    if min(width, height) < MIN_SIDE:
        text = _("The emblem is smaller than 150 pixels at one side. Choose a larger picture.")
        raise RuleViolation(Blocker("emblem_small", text))
