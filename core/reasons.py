"""Written reasons for an act. The minimum length comes from the settings and is checked here."""

from django.conf import settings
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _

from core.errors import Blocker


def is_enough(reason: str) -> bool:
    """True if the text is long enough for a reason; outer blanks do not count."""
    return len(reason.strip()) >= settings.SHORTEST_REASON


def reason_blockers(reason: str, sentence: str = "", *, code: str = "reason_missing") -> list[Blocker]:
    """Reasons why the text is not acceptable; `sentence` words it for the act, with the length as %(count)s."""
    if is_enough(reason):
        return []
    return [Blocker(code, _filled(sentence or _("Write a reason of at least %(count)s characters.")))]


def some_reason() -> str:
    """A placeholder of sufficient length, with which a page finds out what else prevents an act."""
    return "x" * settings.SHORTEST_REASON


def _filled(sentence: str | Promise) -> str:
    return str(sentence) % {"count": settings.SHORTEST_REASON}


with_shortest = lazy(_filled, str)
"""A field's help text in the page's language, with the minimum length in place of %(count)s."""
