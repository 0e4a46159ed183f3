"""What the tables of plan hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from outcomes.plan.models import PlanLine, PlanMeeting, PlanRates, TrainingPlan
from outcomes.purposes import PLAN

describe(
    TrainingPlan,
    PLAN,
    Keeping.ARCHIVE,
    staff="facility_head center_head made_by proposed_by",
    words="returned_why",
    none="id public_id facility training_center year budget state counted_on made_at",
)
describe(
    PlanLine,
    PLAN,
    Keeping.ARCHIVE,
    none=(
        "id plan vocation level version seats runs seeking public_places cost figures position batches places "
        "reason not_held_why"
    ),
)
describe(
    PlanMeeting,
    PLAN,
    Keeping.ARCHIVE,
    staff="present partner_name recorded_by",
    words="why decisions course",
    none="id plan version held_on place partner_number recorded_at",
)
describe(
    PlanRates,
    PLAN,
    Keeping.USE,
    staff="set_by",
    none=(
        "id training_center valid_from planning_yield second_wish third_wish need_points wish_points "
        "outcome_points cost_points set_at"
    ),
)
