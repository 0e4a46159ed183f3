"""What the tables of attendance hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from programs.attendance.models.kept_hours import KeptHours
from programs.attendance.models.marks import AttendanceStatus, Mark, MarkRevision
from programs.attendance.models.session_day import KnownAbsence, RollScan
from programs.purposes import SAFETY, TRAINING

describe(
    AttendanceStatus,
    TRAINING,
    Keeping.USE,
    none=(
        "id code label label_en letter position counts_as_held counts_in_denominator is_custody_reason "
        "needs_note takes_minutes_late is_offered"
    ),
)
describe(
    Mark,
    TRAINING,
    Keeping.DATED,
    custody="status",
    learning="enrollment minutes_late minutes_present entry happened_at",
    staff="recorded_by",
    words="note",
    none="id session version recorded_at",
)
describe(
    MarkRevision,
    TRAINING,
    Keeping.DATED,
    custody="status_code",
    learning="minutes_late minutes_present entry",
    staff="recorded_by",
    words="note reason",
    none="id mark version recorded_at",
)
describe(
    KnownAbsence,
    SAFETY,
    Keeping.DATED,
    identity="person",
    custody="starts_at ends_at destination source",
    staff="recorded_by withdrawn_by",
    none="id public_id facility status recorded_at withdrawn_at",
)
describe(
    KeptHours,
    TRAINING,
    Keeping.REGISTER,
    learning="enrollment minutes_held minutes_possible",
    none="id unit",
)
describe(
    RollScan,
    TRAINING,
    Keeping.DATED,
    staff="added_by",
    words="file",
    none="id public_id session sha256 added_at",
)
