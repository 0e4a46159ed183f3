"""Photos of people: cropped to 3:4 and redrawn as JPEG, without the camera's metadata."""

from dataclasses import dataclass

from core.picture_recipes import Place, Recipe
from core.pictures import redrawn

MOST_MEGABYTES = 8
MIN_SIDE = 150
SIZE = (600, 800)
RECIPE = Recipe(box=SIZE, place=Place.CUT, most_megabytes=MOST_MEGABYTES, least_side=MIN_SIDE, quality=85)


@dataclass(frozen=True)
class Portrait:
    """A stored photo: a JPEG made by `portrait`."""

    jpeg: bytes


def portrait(data: bytes, *, whose: int | None = None) -> Portrait:
    """The picture as an upright JPEG of 600 x 800, cropped evenly at the sides; `whose` is the key of the waiting user.

    Takes a large part of a second, so call it before a transaction begins. Raises `RuleViolation` if the file is not a
    picture, has too many bytes or pixels, or is too small to recognize a face.
    """
    return Portrait(redrawn(data, RECIPE, whose=whose))
