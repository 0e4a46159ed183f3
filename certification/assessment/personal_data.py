"""What the tables of assessment hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from certification.assessment.models.assessors import AssessorRegistration
from certification.assessment.models.contests import ResultAppeal, ResultCorrection
from certification.assessment.models.evidence import Evidence, PracticeMark
from certification.assessment.models.minutes import Addendum, PersonSignOff
from certification.assessment.models.results import SignOff, UnitResult
from certification.purposes import ASSESSMENT

describe(
    AssessorRegistration,
    ASSESSMENT,
    Keeping.ARCHIVE,
    staff="assessor number issuing_body valid_from valid_until recorded_by withdrawn_by",
    words="withdraw_reason",
    none="id public_id recorded_at withdrawn_at",
)
describe(
    UnitResult,
    ASSESSMENT,
    Keeping.REGISTER,
    learning="enrollment attempt result assessed_on",
    staff="assessed_by",
    words="feedback",
    none="id unit recorded_at version",
)
describe(
    SignOff,
    ASSESSMENT,
    Keeping.REGISTER,
    staff="signed_by",
    words="minutes",
    none="id public_id batch number signed_at",
)
describe(
    ResultAppeal,
    ASSESSMENT,
    Keeping.DATED,
    learning="result asker filed_on outcome again",
    staff="recorded_by assessor decided_by end_asked_by ended_by",
    words="grounds reason end_reason",
    none="id public_id recorded_at decided_at end_asked_at ended_at",
)
describe(
    ResultCorrection,
    ASSESSMENT,
    Keeping.DATED,
    learning="enrollment old_result new_result",
    staff="asked_by decided_by",
    words="old_feedback new_feedback reason note",
    none="id public_id unit state asked_at decided_at",
)
describe(
    Evidence,
    ASSESSMENT,
    Keeping.DATED,
    learning="enrollment",
    staff="added_by withdrawn_by",
    words="file caption withdraw_reason",
    none="id public_id unit sha256 added_at withdrawn_at",
)
describe(
    PracticeMark,
    ASSESSMENT,
    Keeping.DATED,
    learning="enrollment level seen_on",
    staff="recorded_by",
    words="note",
    none="id unit recorded_at",
)
describe(
    PersonSignOff,
    ASSESSMENT,
    Keeping.REGISTER,
    learning="enrollment ended_on",
    staff="signed_by",
    words="minutes",
    none="id public_id number signed_at",
)
describe(
    Addendum,
    ASSESSMENT,
    Keeping.REGISTER,
    learning="enrollment",
    staff="made_by",
    words="words",
    none="id public_id sign_off person_sign_off position number made_at",
)
