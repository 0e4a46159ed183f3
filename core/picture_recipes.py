"""How a picture from outside is made anew, and what that may cost. No Django here: who draws imports it."""

from dataclasses import dataclass
from enum import StrEnum

from core.apart.limits import MEGABYTE, Limits

MOST_PIXELS = 40_000_000
# So many pixels, unpacked and turned, take less than 700 MB and 4 seconds; a file made to keep a processor busy ends
# here, such as one of 165 KB that is drawn a thousand times over.
LIMITS = Limits(memory=1024 * MEGABYTE, processor_seconds=8, output=16 * MEGABYTE)


class Place(StrEnum):
    """How the picture fills its box."""

    CUT = "cut"
    INSIDE = "inside"
    NEVER_LARGER = "never_larger"


@dataclass(frozen=True)
class Recipe:
    """The box in pixels and how it is filled, the least side of what is brought, and how the JPEG is written."""

    box: tuple[int, int]
    place: Place
    most_megabytes: int
    least_side: int = 1
    quality: int = 85
    full_color: bool = False


class Flaw(StrEnum):
    """What is wrong with a picture that was brought."""

    UNREADABLE = "picture_unreadable"
    PIXELS = "picture_pixels"
    SMALL = "picture_small"
