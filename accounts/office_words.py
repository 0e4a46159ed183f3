"""Free text written by one office, as the other office may read it."""

from django.utils.translation import gettext as _

from accounts.models import User


def official_reason() -> str:
    """What the training center reads instead of any reason confidential to the detention center."""
    return str(_("For official reasons"))


def words_for(words: str, *, of_center: bool, for_facility: bool) -> str:
    """The text itself for readers who may see it, otherwise a sentence that reveals nothing about custody.

    Free text of the detention center never leaves it, whatever its subject: nobody can tell in advance what it gives
    away. Both offices read that of a training center (`of_center`).
    """
    if not words or of_center or for_facility:
        return words
    return official_reason()


def is_of_center(writer: User | None) -> bool:
    """True if both offices may read what this user writes."""
    return writer is not None and writer.training_center_id is not None
