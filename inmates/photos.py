"""Photos of people: cut to 3:4, made anew as JPEG without anything that the camera wrote into the file."""

import io

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from core.errors import Blocker, RuleViolation

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000
MIN_SIDE = 150
SIZE = (600, 800)
QUALITY = 85


def portrait(data: bytes) -> bytes:
    """The picture as a JPEG of 600 x 800, upright and cut evenly at the sides.

    Raises RuleViolation for what is no picture, too large in bytes or pixels, or too small to know a face by.
    """
    if len(data) > MAX_BYTES:
        raise RuleViolation(Blocker("photo_bytes", _("The photo is larger than 8 MB. Save it smaller and try again.")))
    try:
        # Three formats by name: the other readers of the library are older than any fuzzing.
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
            # Before a single pixel is unpacked: the head of the file says how many there would be.
            _refuse_size(image)
            # Phones store the picture lying and turn it by a note that is not kept.
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        text = _("The file is not a photo that can be read. Choose a JPEG, PNG or WebP picture.")
        raise RuleViolation(Blocker("photo_unreadable", text)) from None
    # The face is in the upper half of a portrait.
    fitted = ImageOps.fit(upright, SIZE, Image.Resampling.LANCZOS, centering=(0.5, 0.35))
    target = io.BytesIO()
    fitted.save(target, "JPEG", quality=QUALITY, optimize=True)
    return target.getvalue()


def _refuse_size(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        text = _("The photo has more than 40 million pixels. Save it smaller and try again.")
        raise RuleViolation(Blocker("photo_pixels", text))
    if min(width, height) < MIN_SIDE:
        text = _("The photo is smaller than 150 pixels at one side. Choose a larger one.")
        raise RuleViolation(Blocker("photo_small", text))
