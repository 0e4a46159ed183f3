"""The stages of introductions: what waits for the officer, for an employer, and what has ended."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from outcomes.placement.codes import Step
from outcomes.placement.models import Introduction

# When the employer is asked what became of a letter.
ASK_AFTER = timedelta(days=7)
WITH_EMPLOYER = (Step.SENT, Step.INTERVIEW)
STAGES = {
    "open": _("Going on"),
    "own": _("To be asked or given a letter"),
    "answer": _("Employers to ask"),
    "ended": _("Ended"),
}


def of_stage(user: User, stage: str, today: date) -> QuerySet[Introduction]:
    """The introductions of the user's center in this stage, a key of `STAGES`, with person and vacancy."""
    found = Introduction.objects.visible_to(user)
    if stage == "own":
        found = found.filter(step__in=(Step.PROPOSED, Step.AGREED))
    elif stage == "answer":
        found = found.filter(step__in=WITH_EMPLOYER, stepped_on__lte=today - ASK_AFTER)
    else:
        found = found.exclude(pk__in=found.going_on()) if stage == "ended" else found.going_on()
    return found.select_related("consent__person", "vacancy__employer")
