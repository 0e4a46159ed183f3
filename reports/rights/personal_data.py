"""What the table of requests holds about people, for the record of processing."""

from accounts.processing import Keeping, describe
from reports.purposes import DATA_PROTECTION
from reports.rights.models import RightsRequest

describe(
    RightsRequest,
    DATA_PROTECTION,
    Keeping.DATED,
    identity="person person_name asker_name",
    staff="recorded_by answered_by",
    words="wish answer",
    outcome="consents ended",
    none=(
        "id public_id office kind asker received_at number recorded_at ended_at outcome stays_for change "
        "destruction answered_at"
    ),
)
