"""Why a file was not read, in words."""

from django.utils.translation import gettext as _

from core.apart.limits import Ended, Why
from core.errors import Blocker


def blocker(ended: Ended, *, too_heavy: str) -> Blocker:
    """The reason, for the user who sent the file; `too_heavy` is the sentence for a file too costly to read."""
    texts = {
        Why.BUSY: _("Other files are being read at the moment. Try again in a minute."),
        Why.YOURS: _(
            "A file that you have sent is still being read. Wait until its page appears, then send the next one."
        ),
    }
    return Blocker(f"file_{ended.why}", texts.get(ended.why) or too_heavy)
