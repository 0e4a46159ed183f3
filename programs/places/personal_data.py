"""What the tables of places hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from programs.places.models import Enrollment, EnrollmentSuspension, PlaceUnit
from programs.purposes import TRAINING

describe(
    Enrollment,
    TRAINING,
    Keeping.REGISTER,
    identity="person",
    custody="is_public left_on end_reason end_effects",
    learning="blocks_parallel is_partial starts_on ends_on enrolled_at ended_on",
    staff="enrolled_by",
    none="id public_id batch application state",
)
describe(
    PlaceUnit,
    TRAINING,
    Keeping.REGISTER,
    learning="enrollment",
    none="id unit",
)
describe(
    EnrollmentSuspension,
    TRAINING,
    Keeping.DATED,
    custody="reason",
    learning="enrollment from_date until",
    none="id",
)
