"""What the tables of aids hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from outcomes.aids.models import AidUse, CenterAid, FacilityAid
from outcomes.purposes import AIDS, LEAVING

describe(
    FacilityAid,
    LEAVING,
    Keeping.DATED,
    identity="person",
    finance="value",
    outcome="kind what giver identification given_on",
    staff="recorded_by cancelled_by",
    words="cancelled_for scan",
    none="id public_id recorded_at cancelled_at facility",
)
describe(
    CenterAid,
    AIDS,
    Keeping.DATED,
    identity="person",
    finance="value",
    outcome="kind what giver identification given_on",
    staff="recorded_by cancelled_by",
    words="cancelled_for scan",
    none="id public_id recorded_at cancelled_at training_center",
)
describe(
    AidUse,
    AIDS,
    Keeping.DATED,
    outcome="consent wave use told_on",
    staff="recorded_by",
    words="evidence",
    none="id aid recorded_at",
)
