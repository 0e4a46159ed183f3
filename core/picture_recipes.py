"""How an uploaded picture is redrawn, and what that may cost. No Django here: the drawing process imports this
module.
"""

from dataclasses import dataclass
from enum import StrEnum

from core.apart.limits import MEGABYTE, Limits

MOST_PIXELS = 40_000_000
# Unpacking and rotating that many pixels takes less than 700 MB and 4 seconds. These limits stop files made to keep a
# processor busy, such as one of 165 KB that is drawn a thousand times over.
LIMITS = Limits(memory=1024 * MEGABYTE, processor_seconds=8, output=16 * MEGABYTE)


class Place(StrEnum):
    """How the picture fills its box."""

    CUT = "cut"
    INSIDE = "inside"
    NEVER_LARGER = "never_larger"


@dataclass(frozen=True)
class Recipe:
    """The box in pixels and how to fill it, the minimum side of the upload, and how to write the JPEG."""

    box: tuple[int, int]
    place: Place
    most_megabytes: int
    least_side: int = 1
    quality: int = 85
    full_color: bool = False


class Flaw(StrEnum):
    """What is wrong with an uploaded picture."""

    UNREADABLE = "picture_unreadable"
    PIXELS = "picture_pixels"
    SMALL = "picture_small"
