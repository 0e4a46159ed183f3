"""What the tables of breaches hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from reports.breaches.models import (
    AffectedPerson,
    AffectedRemoval,
    Breach,
    BreachScope,
    BreachStep,
    BreachVersion,
    TellingAttempt,
)
from reports.purposes import DATA_PROTECTION

describe(
    Breach,
    DATA_PROTECTION,
    Keeping.DATED,
    staff="found_by recorded_by authority_told_by closing_asked_by closed_by",
    words="what data conclusion",
    none=(
        "id public_id office kind found_at recorded_at authority_told_on authority_told_at authority_number outcome"
        " nobody_affected closing_asked_at closed_at"
    ),
)
describe(
    BreachStep,
    DATA_PROTECTION,
    Keeping.DATED,
    staff="recorded_by",
    words="text",
    none="id breach is_internal recorded_at",
)
describe(
    BreachVersion,
    DATA_PROTECTION,
    Keeping.DATED,
    staff="found_by replaced_by",
    words="what data reason",
    none="id breach kind found_at replaced_at",
)
describe(
    BreachScope,
    DATA_PROTECTION,
    Keeping.DATED,
    staff="user_id user_name recorded_by",
    none="id breach kind entry_id began_at ended_at people gone recorded_at",
)
describe(
    AffectedPerson,
    DATA_PROTECTION,
    Keeping.DATED,
    identity="person",
    staff="told_by giving_up_asked_by",
    words="told_note giving_up_reason",
    none="id breach recorded_at told_on told_how is_removed giving_up_asked_at",
)
describe(
    TellingAttempt,
    DATA_PROTECTION,
    Keeping.DATED,
    staff="recorded_by",
    words="note",
    none="id affected on how why recorded_at",
)
describe(
    AffectedRemoval,
    DATA_PROTECTION,
    Keeping.DATED,
    staff="recorded_by",
    words="reason",
    none="id affected recorded_at",
)
