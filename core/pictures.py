"""Pictures that people bring: read with suspicion, and made anew without anything else that the file held."""

import io

from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from core.errors import Blocker, RuleViolation

MEGABYTE = 1024 * 1024
MOST_PIXELS = 40_000_000
# By name: the other readers of the library are older than any fuzzing.
FORMATS = ("JPEG", "PNG", "WEBP")


def read_picture(data: bytes, *, most_megabytes: int, least_side: int = 1) -> Image.Image:
    """The picture, upright, as it was drawn (its mode stays); sides in pixels.

    Raises `RuleViolation` for what is no JPEG, PNG or WebP, too large in bytes or pixels, or too small at one side.
    """
    if len(data) > most_megabytes * MEGABYTE:
        text = _("The picture is larger than %(size)d MB. Save it smaller and try again.")
        raise RuleViolation(Blocker("picture_bytes", text % {"size": most_megabytes}))
    # WeasyPrint tells Pillow, for the whole process, to fill up what is cut short: a picture would be accepted of which
    # nothing but the head is there. Nothing that is printed is cut short, so it is never set again.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            # Before a single pixel is unpacked: the head of the file says how many there would be.
            _refuse_size(image, least_side)
            # Phones store the picture lying and turn it by a note that is not kept.
            return ImageOps.exif_transpose(image)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        text = _("The file is not a picture that can be read. Choose a JPEG, PNG or WebP picture.")
        raise RuleViolation(Blocker("picture_unreadable", text)) from None


def _refuse_size(image: Image.Image, least_side: int) -> None:
    if image.width * image.height > MOST_PIXELS:
        text = _("The picture has more than 40 million pixels. Save it smaller and try again.")
        raise RuleViolation(Blocker("picture_pixels", text))
    if min(image.size) < least_side:
        text = _("The picture is smaller than %(side)d pixels at one side. Choose a larger one.")
        raise RuleViolation(Blocker("picture_small", text % {"side": least_side}))


def as_jpeg(image: Image.Image, **options: int | bool) -> bytes:
    """The pixels alone as JPEG; `options` are those of Pillow's writer, such as `quality`."""
    target = io.BytesIO()
    image.save(target, "JPEG", **options)
    return target.getvalue()
