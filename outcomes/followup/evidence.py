"""Which of several answers counts: the best known, then the latest; hearsay makes nobody working."""

from collections.abc import Iterable

from outcomes.followup.codes import WORKING, Evidence
from outcomes.followup.models.outcomes import Outcome


def best(outcomes: Iterable[Outcome]) -> Outcome | None:
    """The one that counts; None if there is none. Pure: give it the outcomes of one person and wave."""
    counting = [one for one in outcomes if one.evidence != Evidence.HEARSAY or one.status not in WORKING]
    return max(counting, key=lambda one: (one.evidence, one.told_on, one.pk or 0), default=None)
