"""Whether work is in the trade that was learned: a rule, not a feeling (cf. EQAVET indicator 6a)."""

import re
from collections.abc import Collection, Iterable
from datetime import date

from certification.assessment.models.results import UnitResult
from outcomes.followup.codes import OutcomeStatus
from outcomes.followup.job_words import plain, words_on
from outcomes.followup.models.consents import Consent
from programs.places.models import Enrollment

# The words are data (`job_words`): those that count on the day of the answer, whenever it is typed.
RULE_VERSION = "KEJURUAN-v2"
# What the person says on the holder's page is kept as said.
SAID_VERSION = "KATA-SENDIRI-v1"

# What is said of work, and the same in and out of the trade.
_PAIRS = {
    OutcomeStatus.EMPLOYED_IN_TRADE: OutcomeStatus.EMPLOYED_ELSEWHERE,
    OutcomeStatus.OWN_IN_TRADE: OutcomeStatus.OWN_ELSEWHERE,
}


def passed_units(consent: Consent) -> dict[str, str]:
    """Titles of the units this person passed at the center, by code, in their order; one query."""
    results = UnitResult.objects.latest().filter(
        enrollment__person=consent.person_id,
        enrollment__batch__training_center=consent.training_center_id,
        result=UnitResult.Result.COMPETENT,
    )
    rows = results.order_by("enrollment", "unit__position").values_list("unit__code", "unit__title")
    return dict(rows)


def words_for(consent: Consent, day: date) -> list[str]:
    """The words of jobs that count on that day in the vocations learned at the center by then; two queries."""
    places = Enrollment.objects.filter(
        person=consent.person_id, batch__training_center=consent.training_center_id, starts_on__lte=day
    ).order_by()
    learned = set(places.values_list("batch__version__program__vocation__code", flat=True))
    words = words_on(consent.training_center_id, day)
    return [word for vocation in sorted(learned) for word in words.get(vocation, ())]


def is_job_of(occupation: str, words: Iterable[str]) -> bool:
    """Whether what somebody says of the job has one of these, as whole words."""
    said = plain(occupation)
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said) for word in words)


def in_trade(*, units_used: Collection[str], passed: Collection[str], occupation: str, words: Iterable[str]) -> bool:
    """A unit passed is used, or the job is told with one of the vocation's words."""
    return bool(set(units_used) & set(passed)) or is_job_of(occupation, words)


def by_rule(status: str, is_in_trade: bool) -> str:
    """The status of work in or out of the trade; day labor and everything else stays as it is."""
    for within, outside in _PAIRS.items():
        if status in (within, outside):
            return within if is_in_trade else outside
    return status
