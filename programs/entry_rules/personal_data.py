"""What the tables of entry rules hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from programs.entry_rules.models import EntryRuleSet, RankingScale
from programs.purposes import SELECTION

describe(
    EntryRuleSet,
    SELECTION,
    Keeping.ARCHIVE,
    staff="decided_by",
    none="id public_id facility number valid_from reason decided_at version parts state",
)
describe(
    RankingScale,
    SELECTION,
    Keeping.ARCHIVE,
    staff="decided_by",
    none="id public_id facility number valid_from reason decided_at version points",
)
