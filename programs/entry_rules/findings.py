"""What a part of the entry rules finds about one person. A missing or expired value is never a pass."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """What a part answers. Neither met nor failed is what is missing, which somebody has to complete, and what is
    unknown, which nobody can: there is no such date before a sentence.
    """

    MEETS = "meets", _("Meets the rules")
    FAILS = "fails", _("Does not meet the rules")
    MISSING = "missing", _("Data incomplete")
    UNKNOWN = "unknown", _("Not yet known")


@dataclass(frozen=True)
class Finding:
    """A verdict with the values it rests on (ISO dates, codes), which are kept and worded only when they are shown.

    `wording` among them names the sentence that tells it, where that is not the one of the verdict.
    """

    verdict: Verdict
    seen: dict[str, Any] = field(default_factory=dict)


def met_if(is_met: bool, **seen: Any) -> Finding:
    """The rule is met or not, by these values; days become text, as they are kept."""
    kept = {name: value.isoformat() if isinstance(value, date) else value for name, value in seen.items()}
    return Finding(Verdict.MEETS if is_met else Verdict.FAILS, kept)
