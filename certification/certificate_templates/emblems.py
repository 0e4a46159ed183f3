"""The emblem of a training center, re-encoded as a small JPEG on white without metadata."""

from core.picture_recipes import Place, Recipe
from core.pictures import redrawn

MOST_MEGABYTES = 4
MIN_SIDE = 150
# Longer side in pixels: 18 mm at over 400 dpi, and unlike any size by which stamping recognizes holders' pictures.
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
    """The picture as a JPEG, 300 pixels on its longer side, with transparency turned white.

    May take seconds, so call it before a transaction begins. `whose` is the key of the waiting user. Raises
    `RuleViolation` for anything that is not a picture, exceeds the limits on bytes or pixels, or is too small to
    print.
    """
    return redrawn(data, RECIPE, whose=whose)
