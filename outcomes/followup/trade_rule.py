"""Whether work is in the trade that was learned: a rule, not a feeling (cf. EQAVET indicator 6a)."""

import re
from collections.abc import Collection, Iterable

from certification.assessment.models.results import UnitResult
from inmates.custody.telltale_words import folded
from outcomes.followup.codes import OutcomeStatus
from outcomes.followup.models.consents import Consent
from programs.places.models import Enrollment

RULE_VERSION = "KEJURUAN-v1"
# What the person says on the holder's page is kept as said.
SAID_VERSION = "KATA-SENDIRI-v1"

# Words of jobs that count as work in the trade, by the vocation's code. A change needs a new version above.
JOBS: dict[str, tuple[str, ...]] = {
    "welding": ("las", "pengelasan", "welder", "fabrikasi", "teralis", "kanopi", "pagar besi", "baja ringan"),
    "sewing": ("jahit", "menjahit", "penjahit", "konveksi", "bordir", "obras", "garmen", "permak", "butik"),
    "automotive": ("bengkel motor", "bengkel mobil", "montir", "mekanik", "otomotif", "servis motor", "servis mobil"),
    "carpentry": ("kayu", "mebel", "furnitur", "kusen", "lemari", "pertukangan"),
    "it": ("komputer", "operator data", "input data", "desain grafis", "jaringan", "servis laptop", "percetakan"),
}
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


def vocations_of(consent: Consent) -> set[str]:
    """Codes of the vocations in which this person was trained at the center."""
    places = Enrollment.objects.filter(
        person=consent.person_id, batch__training_center=consent.training_center_id
    ).order_by()
    return set(places.values_list("batch__version__program__vocation__code", flat=True))


def is_job_of(occupation: str, vocations: Iterable[str]) -> bool:
    """Whether what somebody says of the job names one of the vocations' jobs, as whole words."""
    said = folded(occupation)
    words = [word for vocation in vocations for word in JOBS.get(vocation, ())]
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said) for word in words)


def in_trade(
    *, units_used: Collection[str], passed: Collection[str], occupation: str, vocations: Iterable[str]
) -> bool:
    """A unit passed is used, or the job is one of the vocation's list."""
    return bool(set(units_used) & set(passed)) or is_job_of(occupation, vocations)


def by_rule(status: str, is_in_trade: bool) -> str:
    """The status of work in or out of the trade; day labor and everything else stays as it is."""
    for within, outside in _PAIRS.items():
        if status in (within, outside):
            return within if is_in_trade else outside
    return status
