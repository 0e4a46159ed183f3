"""What the tables of interviews hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from programs.interviews.models import Interview, TrainingGoal, VocationInterest
from programs.purposes import SELECTION

describe(
    Interview,
    SELECTION,
    Keeping.DATED,
    identity="person",
    health="adjustments",
    learning="held_on entry skills education",
    staff="recorded_by",
    words="prior_work prior_certificates wishes",
    none="id public_id facility recorded_at",
)
describe(
    VocationInterest,
    SELECTION,
    Keeping.DATED,
    learning="rank",
    none="id interview vocation",
)
describe(
    TrainingGoal,
    SELECTION,
    Keeping.DATED,
    identity="person",
    learning="due_on closed_on",
    staff="made_by",
    words="text close_note",
    none="id public_id vocation state made_at",
)
