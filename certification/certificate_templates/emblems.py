"""The emblem of a training center: made anew as a small JPEG on white, without anything else that its file held."""

from PIL import Image, ImageOps

from core.pictures import as_jpeg, read_picture

MOST_MEGABYTES = 4
MIN_SIDE = 150
# The longer side: 18 mm at more than 400 dpi, and no measure that stamping knows pictures of holders by.
SIDE = 300
QUALITY = 90


def emblem_of(data: bytes) -> bytes:
    """The picture as JPEG of 300 pixels at its longer side; what is transparent becomes white.

    Raises `RuleViolation` for what is no picture, too large in bytes or pixels, or too small to print.
    """
    drawn = read_picture(data, most_megabytes=MOST_MEGABYTES, least_side=MIN_SIDE).convert("RGBA")
    # The variant of PDF that is kept for ever allows no transparency.
    paper = Image.new("RGB", drawn.size, "white")
    paper.paste(drawn, mask=drawn.getchannel("A"))
    return as_jpeg(ImageOps.contain(paper, (SIDE, SIDE), Image.Resampling.LANCZOS), quality=QUALITY, subsampling=0)
