"""What the tables of count alarms hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from programs.count_alarms.models import CountAlarm, LookedFor
from programs.purposes import SAFETY

describe(
    CountAlarm,
    SAFETY,
    Keeping.DATED,
    custody="from_point before to_point after names worse_at agreed_at explained_at",
    staff="raised_by explained_by",
    words="reason",
    none="id session raised_at last_count",
)
describe(
    LookedFor,
    SAFETY,
    Keeping.DATED,
    custody="enrollment is_seen said_at",
    staff="said_by",
    none="id alarm",
)
