"""The reason that somebody writes down with an act: how long it is at least stands in the settings and is read here."""

from django.conf import settings
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _

from core.errors import Blocker


def is_enough(reason: str) -> bool:
    """Whether the words are as many as a reason takes; blanks at both ends do not count."""
    return len(reason.strip()) >= settings.SHORTEST_REASON


def reason_blockers(reason: str, sentence: str = "", *, code: str = "reason_missing") -> list[Blocker]:
    """Why the words will not do as a reason; `sentence` says it in words of the act, with the length as %(count)s."""
    if is_enough(reason):
        return []
    return [Blocker(code, _filled(sentence or _("Write a reason of at least %(count)s characters.")))]


def some_reason() -> str:
    """A reason that is long enough: a page asks with it what else stands against an act."""
    return "x" * settings.SHORTEST_REASON


def _filled(sentence: str | Promise) -> str:
    return str(sentence) % {"count": settings.SHORTEST_REASON}


with_shortest = lazy(_filled, str)
"""The help text of a field, in the language of the page, with the shortest length where it says %(count)s."""
