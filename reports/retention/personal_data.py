"""What the tables of retention hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from reports.purposes import DATA_PROTECTION
from reports.retention.models import Destruction, DueCount, LegalHold, RetentionPeriod

describe(
    RetentionPeriod,
    DATA_PROTECTION,
    Keeping.USE,
    staff="set_by",
    none="id office kind months basis set_at",
)
describe(
    DueCount,
    DATA_PROTECTION,
    Keeping.USE,
    none="id office kind counted_on due",
)
describe(
    LegalHold,
    DATA_PROTECTION,
    Keeping.DATED,
    identity="person",
    staff="placed_by lifted_by",
    words="reason placed_at lifted_at lift_reason",
    none="id public_id office",
)
describe(
    Destruction,
    DATA_PROTECTION,
    Keeping.PROOF,
    staff="proposed_by decided_by",
    words="reason",
    none="id public_id office state counted_on lines proposed_at decided_at destroyed people job done_at",
)
