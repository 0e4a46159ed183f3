"""Runs in the process that redraws a picture: yields a JPEG in base64, or what is wrong with the upload."""

import io
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from core.picture_recipes import MOST_PIXELS, Flaw, Place, Recipe

# Listed by name: the library's other readers are obscure and little tested against hostile input.
FORMATS = ("JPEG", "PNG", "WEBP")
# In a portrait the face is in the upper half.
FACE = (0.5, 0.35)


class Flawed(Exception):
    """The picture cannot be used."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


def lines(data: bytes, **recipe: Any) -> Iterator[Any]:
    """Yields one line: the picture drawn by a recipe of these fields."""
    try:
        yield {"jpeg": b64encode(drawn(data, Recipe(**recipe))).decode()}
    except Flawed as error:
        yield {"flaw": error.flaw}


def drawn(data: bytes, recipe: Recipe) -> bytes:
    """The bare pixels as JPEG, upright, with transparency on white. Raises `Flawed`."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            # Before any pixel is unpacked: the file's header gives the dimensions.
            _refuse_size(image, recipe.least_side)
            # Phones store the picture rotated and record the rotation in metadata, which is not kept.
            return _as_jpeg(_placed(_on_white(ImageOps.exif_transpose(image)), recipe), recipe)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise Flawed(Flaw.UNREADABLE) from None


def _refuse_size(image: Image.Image, least_side: int) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise Flawed(Flaw.PIXELS)
    if min(image.size) < least_side:
        raise Flawed(Flaw.SMALL)


def _placed(picture: Image.Image, recipe: Recipe) -> Image.Image:
    # JSON turns the tuple into a list.
    width, height = recipe.box
    if recipe.place == Place.CUT:
        return ImageOps.fit(picture, (width, height), Image.Resampling.LANCZOS, centering=FACE)
    if recipe.place == Place.INSIDE:
        return ImageOps.contain(picture, (width, height), Image.Resampling.LANCZOS)
    picture.thumbnail((width, height), Image.Resampling.LANCZOS)
    return picture


def _as_jpeg(picture: Image.Image, recipe: Recipe) -> bytes:
    target, subsampling = io.BytesIO(), 0 if recipe.full_color else -1
    picture.save(target, "JPEG", quality=recipe.quality, subsampling=subsampling, optimize=True)
    return target.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    drawn = picture.convert("RGBA")
    # The archival PDF variant allows no transparency.
    paper = Image.new("RGB", drawn.size, "white")
    paper.paste(drawn, mask=drawn.getchannel("A"))
    return paper
