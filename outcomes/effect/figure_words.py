"""What the codes of figures say on pages, papers and in files.

A training center's words name neither custody nor release: for it people begin to be followed, and who returned stands
among those with whom it is otherwise.
"""

from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.effect.funnel import Step
from outcomes.effect.small_cells import Hidden

STEPS: dict[str, str | Promise] = {
    Step.RELEASED: gettext_lazy("Released in this year"),
    Step.ASKED: gettext_lazy("Asked about their interest"),
    Step.APPLIED: gettext_lazy("Applied"),
    Step.ADMITTED: gettext_lazy("Admitted"),
    Step.FINISHED: gettext_lazy("Finished"),
    Step.COMPETENT: gettext_lazy("Competent"),
    Step.CERTIFIED: gettext_lazy("Certified"),
    Step.IN_HAND: gettext_lazy("Certificate in hand"),
    Step.WORKING: gettext_lazy("Working"),
    Step.IN_TRADE: gettext_lazy("In the trade learned"),
    Step.STILL: gettext_lazy("Working since month 3 already"),
}
STANDINGS: dict[str, str | Promise] = {
    "working": gettext_lazy("Working"),
    "in_trade": gettext_lazy("Working in the trade learned"),
    "other_work": gettext_lazy("Working in another field"),
    "not_working": gettext_lazy("Not working"),
    "seeking": gettext_lazy("Seeking work"),
    "other": gettext_lazy("Otherwise: learning, family, illness, and other"),
    "returned": gettext_lazy("Returned into custody"),
    "died": gettext_lazy("Died"),
    "unknown": gettext_lazy("Not known"),
    "lost": gettext_lazy("Not reached"),
    "refused": gettext_lazy("Declined, or agreement withdrawn"),
}
PARTS = ("in_trade", "other_work", "seeking", "other", "returned", "died", "lost", "refused")
GRADES: dict[str, str | Promise] = {
    "E2": gettext_lazy("said by telephone"),
    "E3": gettext_lazy("reported by themselves"),
    "E4": gettext_lazy("seen on a visit"),
    "E5": gettext_lazy("shown on paper"),
}
WAVES: dict[str, str | Promise] = {
    "w2": gettext_lazy("2 weeks"),
    "m3": gettext_lazy("3 months"),
    "m6": gettext_lazy("6 months"),
    "m12": gettext_lazy("12 months"),
    "m24": gettext_lazy("24 months"),
}
# One word for both: which of two hidden counts is the small one would tell both where their sum is known.
HIDDEN: dict[str, str | Promise] = dict.fromkeys(Hidden, gettext_lazy("hidden"))


def percent_words(value: float | None) -> str:
    """A percentage with one decimal; a dash if it is hidden or there is none."""
    return "–" if value is None else f"{number_format(value, 1)}%"


def span_words(share: dict[str, Any]) -> str:
    """The interval at 95 percent."""
    if share["low"] is None:
        return "–"
    return f"{number_format(share['low'], 1)}–{number_format(share['high'], 1)}%"


def count_words(share: dict[str, Any]) -> str:
    """The count, or why it is hidden."""
    return str(HIDDEN[share["why"]]) if share["why"] else str(share["x"])


def cohort_words(year: int, *, has_custody: bool) -> str:
    """Whose figures these are."""
    words = _("People released in %(year)s") if has_custody else _("People whose follow-up began in %(year)s")
    return words % {"year": year}


def since_words(*, has_custody: bool) -> str:
    """From when time is counted, below the curve."""
    return _("months since release") if has_custody else _("months since follow-up began")
