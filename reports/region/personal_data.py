"""What the sums of regions hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from reports.purposes import REGION_FIGURES
from reports.region.models import FacilityCount, MonthSum

describe(
    MonthSum,
    REGION_FIGURES,
    Keeping.USE,
    none="id facility month vocation fund sex in_training places left_early finished assessed competent certificates"
    " attenders held_minutes possible_minutes",
)
describe(
    FacilityCount,
    REGION_FIGURES,
    Keeping.USE,
    none="facility day counted_at people last_roll_on last_list_on rolls_due rolls_closed",
)
