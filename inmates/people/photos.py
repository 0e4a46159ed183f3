"""Photos of people: cut to 3:4, made anew as JPEG without anything that the camera wrote into the file."""

from dataclasses import dataclass

from core.picture_recipes import Place, Recipe
from core.pictures import redrawn

MOST_MEGABYTES = 8
MIN_SIDE = 150
SIZE = (600, 800)
RECIPE = Recipe(box=SIZE, place=Place.CUT, most_megabytes=MOST_MEGABYTES, least_side=MIN_SIDE, quality=85)


@dataclass(frozen=True)
class Portrait:
    """A photo as it is kept: a JPEG that `portrait` has made."""

    jpeg: bytes


def portrait(data: bytes, *, whose: int | None = None) -> Portrait:
    """The picture as a JPEG of 600 x 800, upright and cut evenly at the sides; `whose` is the key of who waits for it.

    Takes a good part of a second, so call it before a transaction begins.
    Raises `RuleViolation` for what is no picture, too large in bytes or pixels, or too small to know a face by.
    """
    return Portrait(redrawn(data, RECIPE, whose=whose))
