"""What the tables of placement hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from outcomes.placement.models import Introduction, IntroductionStep, JobWish, Vacancy, VacancyUnit
from outcomes.purposes import PLACEMENT

describe(
    Vacancy,
    PLACEMENT,
    Keeping.USE,
    staff="recorded_by",
    none=(
        "id public_id training_center employer vocation job number place terms wage_least wage_most begins_on "
        "opened_on closes_on need ended_as ended_on recorded_at"
    ),
)
describe(
    VacancyUnit,
    PLACEMENT,
    Keeping.USE,
    none="id vacancy code title is_must",
)
describe(
    JobWish,
    PLACEMENT,
    Keeping.AGREEMENT,
    outcome="consent wants places is_unavailable told_on",
    staff="recorded_by",
    none="id",
)
describe(
    Introduction,
    PLACEMENT,
    Keeping.AGREEMENT,
    outcome="consent step stepped_on",
    words="letter why",
    none="id public_id vacancy",
)
describe(
    IntroductionStep,
    PLACEMENT,
    Keeping.AGREEMENT,
    outcome="step on",
    staff="by",
    none="id introduction recorded_at",
)
