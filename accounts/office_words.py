"""Free words of one office, as the other one may read them."""

from django.utils.translation import gettext as _

from accounts.models import User


def official_reason() -> str:
    """What the training center reads in place of every reason that stays with the detention center."""
    return str(_("For official reasons"))


def words_for(words: str, *, of_center: bool, for_facility: bool) -> str:
    """The words as they stand, to whoever may read them; else the sentence that says nothing of custody.

    Free words of the detention center never leave it, whatever they are about: nobody can tell beforehand what they
    give away. Those of a training center (`of_center`) both offices read.
    """
    if not words or of_center or for_facility:
        return words
    return official_reason()


def is_of_center(writer: User | None) -> bool:
    """Whether what this user writes may be read by both offices."""
    return writer is not None and writer.training_center_id is not None
