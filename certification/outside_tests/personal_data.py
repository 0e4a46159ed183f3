"""What the tables of outside tests hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from certification.outside_tests.models.blanks import BlankLot, BlankSerial
from certification.outside_tests.models.tests import OutsideCandidate, OutsideImport, OutsideTest
from certification.purposes import ASSESSMENT, CERTIFICATES

describe(
    OutsideTest,
    ASSESSMENT,
    Keeping.ARCHIVE,
    staff="created_by cancelled_by",
    none=(
        "id public_id training_center body license_number scheme_name scheme_number scheme_kind place "
        "place_kind held_on created_at cancelled_at cancel_reason"
    ),
)
describe(
    OutsideCandidate,
    ASSESSMENT,
    Keeping.DATED,
    identity="certificate_number registration_number blank_serial received_by",
    learning="enrollment result issued_on valid_until handed_on",
    staff="added_by recorded_by handed_by",
    words="scan",
    none="id public_id test added_at recorded_at version",
)
describe(
    OutsideImport,
    ASSESSMENT,
    Keeping.DATED,
    learning="sealed_table",
    staff="created_by settled_by",
    none="id public_id created_at file_sha256 headers sheet_rows sheets test state counts settled_at",
)
describe(
    BlankLot,
    CERTIFICATES,
    Keeping.ARCHIVE,
    staff="received_by",
    none="id public_id training_center issuer first_serial last_serial received_on received_at",
)
describe(
    BlankSerial,
    CERTIFICATES,
    Keeping.ARCHIVE,
    staff="changed_by",
    words="reason",
    none="id public_id lot training_center serial state candidate changed_at",
)
