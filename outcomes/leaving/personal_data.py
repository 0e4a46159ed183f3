"""What the tables of leaving hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from outcomes.leaving.models import CurriculumVitae, Readiness, ReadinessItem, ReadinessNote, WorkAssignment
from outcomes.purposes import LEAVING

describe(
    ReadinessItem,
    LEAVING,
    Keeping.USE,
    none="id label label_en position code part begins_days done_by_days duty is_on_short_list is_for_trained",
)
describe(
    ReadinessNote,
    LEAVING,
    Keeping.USE,
    none="id label label_en position code item",
)
describe(
    Readiness,
    LEAVING,
    Keeping.DATED,
    identity="person",
    custody="on",
    staff="recorded_by",
    none="id public_id facility item state note closed_at recorded_at",
)
describe(
    CurriculumVitae,
    LEAVING,
    Keeping.DATED,
    identity="person",
    learning="saved_at",
    staff="saved_by",
    words="schooling courses experience skills languages wanted",
    none="id public_id facility",
)
describe(
    WorkAssignment,
    LEAVING,
    Keeping.DATED,
    identity="person",
    custody="kind place weekdays starts_at ends_at from_date until",
    staff="recorded_by",
    none="id public_id facility recorded_at",
)
