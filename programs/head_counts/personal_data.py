"""What the tables of head counts hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from programs.head_counts.models import AwaitedPerson, HeadCount
from programs.purposes import SAFETY

describe(
    HeadCount,
    SAFETY,
    Keeping.DATED,
    custody="people",
    staff="counted_by",
    none="id session point expected counted_at recorded_at replaced_at",
)
describe(
    AwaitedPerson,
    SAFETY,
    Keeping.DATED,
    custody="enrollment is_expected written_at",
    none="id session",
)
