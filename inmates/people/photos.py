"""Photos of people: cut to 3:4, made anew as JPEG without anything that the camera wrote into the file."""

from dataclasses import dataclass

from PIL import Image, ImageOps

from core.pictures import as_jpeg, read_picture

MOST_MEGABYTES = 8
MIN_SIDE = 150
SIZE = (600, 800)
QUALITY = 85


@dataclass(frozen=True)
class Portrait:
    """A photo as it is kept: a JPEG that `portrait` has made."""

    jpeg: bytes


def portrait(data: bytes) -> Portrait:
    """The picture as a JPEG of 600 x 800, upright and cut evenly at the sides.

    Takes a good part of a second, so call it before a transaction begins.
    Raises `RuleViolation` for what is no picture, too large in bytes or pixels, or too small to know a face by.
    """
    upright = read_picture(data, most_megabytes=MOST_MEGABYTES, least_side=MIN_SIDE).convert("RGB")
    # The face is in the upper half of a portrait.
    fitted = ImageOps.fit(upright, SIZE, Image.Resampling.LANCZOS, centering=(0.5, 0.35))
    return Portrait(as_jpeg(fitted, quality=QUALITY, optimize=True))
