"""What the tables of agreements hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from programs.agreements.models import Agreement, AgreementMeeting
from programs.purposes import OFFER

describe(
    Agreement,
    OFFER,
    Keeping.ARCHIVE,
    staff="contact_persons",
    words="scan",
    none="id public_id facility training_center number title valid_from valid_until funding_source vocations",
)
describe(
    AgreementMeeting,
    OFFER,
    Keeping.ARCHIVE,
    staff="attendees facility_signatory center_signatory photo_kept_by scan_kept_by recorded_by",
    words="minutes decisions photo scan",
    none="id public_id agreement kind year held_on place agenda figures recorded_at",
)
