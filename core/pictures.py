"""Uploaded pictures: read with suspicion and redrawn, so that nothing else in the file survives."""

from base64 import b64decode
from dataclasses import asdict

from django.utils.translation import gettext as _

from core.apart import reading
from core.apart.limits import MEGABYTE, Ended
from core.apart.refusals import blocker
from core.errors import Blocker, RuleViolation
from core.picture_recipes import LIMITS, Flaw, Recipe


def redrawn(data: bytes, recipe: Recipe, *, whose: int | None = None) -> bytes:
    """The picture as a JPEG, drawn in a separate process.

    Takes up to several seconds, so call it before a transaction begins. `whose` is the key of the waiting user. Raises
    `RuleViolation` if the file is not a JPEG, PNG or WebP, has too many bytes or pixels or too short a side, or costs
    more to draw than any photo does.
    """
    if len(data) > recipe.most_megabytes * MEGABYTE:
        text = _("The picture is larger than %(size)d MB. Save it smaller and try again.")
        raise RuleViolation(Blocker("picture_bytes", text % {"size": recipe.most_megabytes}))
    try:
        answer = reading.answer("core.picture_drawing", data, limits=LIMITS, whose=whose, asked=asdict(recipe))
    except Ended as ended:
        text = _("The picture takes too much time or memory to read. Save it again in another program and try again.")
        raise RuleViolation(blocker(ended, too_heavy=text)) from None
    if "flaw" in answer:
        raise RuleViolation(Blocker(answer["flaw"], _sentence(Flaw(answer["flaw"]), recipe)))
    return b64decode(answer["jpeg"])


def _sentence(flaw: Flaw, recipe: Recipe) -> str:
    if flaw == Flaw.PIXELS:
        return _("The picture has more than 40 million pixels. Save it smaller and try again.")
    if flaw == Flaw.SMALL:
        text = _("The picture is smaller than %(side)d pixels at one side. Choose a larger one.")
        return text % {"side": recipe.least_side}
    return _("The file is not a picture that can be read. Choose a JPEG, PNG or WebP picture.")
