"""What the tables of recognized units hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from programs.purposes import TRAINING
from programs.recognized_units.models import RecognizedUnit

describe(
    RecognizedUnit,
    TRAINING,
    Keeping.DATED,
    identity="person",
    learning="is_public code title source passed_on",
    staff="recorded_by decided_by",
    words="scan reason",
    none="id public_id training_center code_key state recorded_at decided_at",
)
