"""Free words of this half: about work alone, so what would tell where somebody was is refused, not stored."""

from django.utils.translation import gettext as _

from core.errors import Blocker
from outcomes.needs.neutral_words import words_found


def word_blockers(text: str, *, code: str) -> list[Blocker]:
    """Why `text` cannot be kept; names no word, since the refusal itself may be seen by others."""
    if not words_found(text):
        return []
    return [Blocker(code, _("Write about the work alone. This text says something that is not to be kept here."))]
