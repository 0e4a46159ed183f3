"""What the tables of followup hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from outcomes.followup.models.consents import AskedPerson, Consent
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.holder import HolderGrant, HolderPin, PinCounter, PinFailures
from outcomes.followup.models.job_words import JobWord
from outcomes.followup.models.outcomes import ContactAttempt, FollowUp, HelpWish, Outcome
from outcomes.followup.models.wages import MinimumWage
from outcomes.followup.models.work_papers import WorkPaper
from outcomes.purposes import FIGURES, FOLLOW_UP, HOLDERS

describe(
    Consent,
    FOLLOW_UP,
    Keeping.AGREEMENT,
    identity="person",
    outcome="asked_on answer channel by_phone by_message may_name_center may_visit may_match withdrawn_channel",
    staff="recorded_by withdrawn_by",
    words="reason_of_no",
    none="id public_id training_center person_hash text_version recorded_at followed_from withdrawn_at proof_code",
)
describe(
    JobWord,
    FOLLOW_UP,
    Keeping.USE,
    staff="added_by ended_by",
    none="id public_id training_center vocation word valid_from ends_on added_at",
)
describe(
    AskedPerson,
    FOLLOW_UP,
    Keeping.DATED,
    identity="person",
)
describe(
    Contact,
    FOLLOW_UP,
    Keeping.AGREEMENT,
    contact="consent kind value_sealed label preferred closed_for waits_until allows_calls",
    none="id public_id recorded_at closed_at",
)
describe(
    HolderPin,
    HOLDERS,
    Keeping.USE,
    credentials="pin_sealed",
    staff="made_by",
    none="id certificate pin_hash unlock_digest made_at printed_at",
)
describe(
    HolderGrant,
    HOLDERS,
    Keeping.SHORT,
    credentials="key",
    none="id pin opened_at",
)
describe(
    PinCounter,
    HOLDERS,
    Keeping.SHORT,
    traces="address window count",
    none="id",
)
describe(
    PinFailures,
    HOLDERS,
    Keeping.SHORT,
    traces="code count last_at",
    none="id",
)
describe(
    FollowUp,
    FOLLOW_UP,
    Keeping.AGREEMENT,
    outcome="consent",
    none="id public_id wave due_on window_until state",
)
describe(
    ContactAttempt,
    FOLLOW_UP,
    Keeping.AGREEMENT,
    outcome="at channel result call_again_at",
    staff="by",
    none="id follow_up",
)
describe(
    Outcome,
    FOLLOW_UP,
    Keeping.AGREEMENT,
    finance="income_band",
    outcome=(
        "consent status told_on works_since same_place hours_band occupation employer place units_used is_in_trade "
        "aids_in_use has_papers hindrance help_wanted help_given_at"
    ),
    staff="recorded_by",
    words="evidence suggestion paper scan",
    none="id public_id wave rule_version recorded_at",
)
describe(
    HelpWish,
    FOLLOW_UP,
    Keeping.AGREEMENT,
    outcome="consent help_wanted given_at",
    none="id public_id asked_at",
)
describe(
    WorkPaper,
    FOLLOW_UP,
    Keeping.AGREEMENT,
    outcome="consent item state on",
    staff="recorded_by",
    none="id recorded_at",
)
describe(
    MinimumWage,
    FIGURES,
    Keeping.USE,
    staff="set_by",
    none="id training_center valid_from amount source set_at",
)
