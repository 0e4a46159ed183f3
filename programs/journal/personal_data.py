"""What the tables of journal hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from programs.journal.models import JournalEntry
from programs.purposes import TRAINING

describe(
    JournalEntry,
    TRAINING,
    Keeping.DATED,
    staff="written_by",
    words="material method notes",
    none="id session version written_at",
)
