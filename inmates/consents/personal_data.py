"""What the tables of agreements hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from inmates.consents.models import ConsentText, GuardianConsent
from inmates.purposes import CHILDREN, CONSENTS

describe(
    ConsentText,
    CONSENTS,
    Keeping.PROOF,
    staff="written_by confirmed_by",
    none="id public_id office kind number text valid_from written_at confirmed_at",
)
describe(
    GuardianConsent,
    CHILDREN,
    Keeping.DATED,
    identity="person guardian_name relation",
    staff="recorded_by ended_by",
    words="paper end_paper",
    none="id public_id training_center given_on recorded_at ended_on asked_anew_at renew_by",
)
