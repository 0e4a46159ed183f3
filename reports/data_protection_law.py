"""UU 27/2022 on the protection of personal data: before it nobody asked under it, and nothing was found under it."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from core.errors import Blocker

# The day of its promulgation (article 76).
IN_FORCE = date(2022, 10, 17)


def too_early_blockers(at: datetime) -> list[Blocker]:
    """Why something cannot have come to the office at this time; most likely the year is mistyped."""
    if at.date() >= IN_FORCE:
        return []
    return [Blocker("before_the_law", _("That is before the law on personal data of 17 October 2022. Check the year."))]
