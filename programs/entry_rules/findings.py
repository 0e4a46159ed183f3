"""The finding of one entry rule part about one person. A missing or expired value never passes."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

# Name under which a finding keeps the keys of people other than the one it is about.
OTHER_PEOPLE = "people"
# In the place of what an answer saw, once that has served its time.
FORGOTTEN = {"forgotten": True}


class Verdict(models.TextChoices):
    """Result of a part.

    Besides met and failed: missing, which somebody must complete, and unknown, which nobody can, such as a release
    date before a sentence.
    """

    MEETS = "meets", _("Meets the rules")
    FAILS = "fails", _("Does not meet the rules")
    MISSING = "missing", _("Data incomplete")
    UNKNOWN = "unknown", _("Not yet known")


@dataclass(frozen=True)
class Finding:
    """A verdict with the values it rests on (ISO dates, codes), stored raw and worded only for display.

    A `wording` value names the sentence to use instead of the verdict's own.
    """

    verdict: Verdict
    seen: dict[str, Any] = field(default_factory=dict)


def met_if(is_met: bool, **seen: Any) -> Finding:
    """Met or failed, with these values; dates are stored as text."""
    kept = {name: value.isoformat() if isinstance(value, date) else value for name, value in seen.items()}
    return Finding(Verdict.MEETS if is_met else Verdict.FAILS, kept)
