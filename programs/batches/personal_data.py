"""What the tables of batches hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from programs.batches.models import Batch, BatchStaff, CallOffReason
from programs.purposes import OFFER

describe(
    CallOffReason,
    OFFER,
    Keeping.USE,
    none="id code label label_en position is_custody_reason needs_note",
)
describe(
    Batch,
    OFFER,
    Keeping.ARCHIVE,
    staff="agreement_override_by",
    words="agreement_override no_need_reason cancel_reason",
    none=(
        "id public_id version facility training_center agreement name state capacity starts_on ends_on "
        "assessment_on room funding_source is_need_reason_of_center cancel_cause is_cancel_note_of_center"
    ),
)
describe(
    BatchStaff,
    OFFER,
    Keeping.ARCHIVE,
    staff="user",
    none="id batch duty",
)
