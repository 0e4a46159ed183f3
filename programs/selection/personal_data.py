"""What the tables of selection hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from programs.purposes import SELECTION
from programs.selection.board_models import HearingQuorum
from programs.selection.models import Appeal, Application, Hearing, HearingMember, PlaceOffer

describe(
    Hearing,
    SELECTION,
    Keeping.DATED,
    staff="chair closed_by",
    words="minutes",
    none="id public_id batch held_on starts_at place number state closed_at quorum presence_revision",
)
describe(
    HearingMember,
    SELECTION,
    Keeping.DATED,
    staff="user presence substitute",
    none="id hearing",
)
describe(
    HearingQuorum,
    SELECTION,
    Keeping.ARCHIVE,
    staff="decided_by",
    none="id facility valid_from share least reason decided_at",
)
describe(
    Application,
    SELECTION,
    Keeping.DATED,
    identity="person",
    custody="answers decision_answers",
    learning="source consent_on asked_blocks blocks reserve_position ranking is_override closing state_before",
    staff="submitted_by decided_by closed_by",
    words="scan interest note again_reason decision_reason",
    none=(
        "id public_id batch program form_id text_version state revision submitted_at rule_set hearing decided_at "
        "decision_rule_set closed_at"
    ),
)
describe(
    PlaceOffer,
    SELECTION,
    Keeping.DATED,
    learning="offered_at expires_on answered_at",
    staff="answered_by",
    none="id application state",
)
describe(
    Appeal,
    SELECTION,
    Keeping.DATED,
    learning="received_on outcome",
    staff="recorded_by decision_by decided_by",
    words="grounds first_reason reason",
    none="id application recorded_at decided_at",
)
