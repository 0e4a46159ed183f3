"""The emblem of a training center: made anew as a small JPEG on white, without anything else that its file held."""

from core.picture_recipes import Place, Recipe
from core.pictures import redrawn

MOST_MEGABYTES = 4
MIN_SIDE = 150
# The longer side: 18 mm at more than 400 dpi, and no measure that stamping knows pictures of holders by.
SIDE = 300
RECIPE = Recipe(
    box=(SIDE, SIDE),
    place=Place.INSIDE,
    most_megabytes=MOST_MEGABYTES,
    least_side=MIN_SIDE,
    quality=90,
    full_color=True,
)


def emblem_of(data: bytes, *, whose: int | None = None) -> bytes:
    """The picture as JPEG of 300 pixels at its longer side; what is transparent becomes white.

    Takes up to seconds, so call it before a transaction begins. `whose` is the key of the user who waits for it.
    Raises `RuleViolation` for what is no picture, too large in bytes or pixels, or too small to print.
    """
    return redrawn(data, RECIPE, whose=whose)
