"""What the tables of timetable hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from programs.purposes import OFFER, TRAINING
from programs.timetable.models.calendar_links import CalendarCounter, CalendarLink
from programs.timetable.models.sessions import CancelReason, Holiday, PatternSlot, Session, WeekPattern

describe(
    Holiday,
    OFFER,
    Keeping.USE,
    none="id facility training_center date name kind",
)
describe(
    WeekPattern,
    OFFER,
    Keeping.ARCHIVE,
    none="id batch name from_date until",
)
describe(
    PatternSlot,
    OFFER,
    Keeping.ARCHIVE,
    none="id pattern weekday starts_at jp break_after break_minutes",
)
describe(
    CancelReason,
    OFFER,
    Keeping.USE,
    none="id code label label_en position is_custody_reason needs_note is_offered",
)
describe(
    Session,
    TRAINING,
    Keeping.ARCHIVE,
    staff="instructor substitute_for finalized_by",
    words="cancel_reason counts_reason",
    none=(
        "id public_id batch facility premises unit room date starts_at ends_at jp break_after break_minutes "
        "is_placed_by_hand changed_at state cancel_cause is_cancel_note_of_center makes_up_for ended_at "
        "taught_minutes finalized_at"
    ),
)
describe(
    CalendarLink,
    TRAINING,
    Keeping.ACCOUNT,
    staff="user",
    none="id digest made_at revoked_at",
)
describe(
    CalendarCounter,
    TRAINING,
    Keeping.SHORT,
    traces="address window count",
    none="id",
)
