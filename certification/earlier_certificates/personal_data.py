"""What the tables of earlier certificates hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from certification.earlier_certificates.models import EarlierCertificate
from certification.purposes import CERTIFICATES

describe(
    EarlierCertificate,
    CERTIFICATES,
    Keeping.DATED,
    identity="number_text number_key number_order name name_key birth_place birth_date person",
    learning="program issued_on valid_until units end_state end_asked_at ended_at",
    staff="recorded_by decided_by end_asked_by ended_by",
    words="refusal_reason end_reason",
    none="id public_id training_center list_import sha256 state recorded_at decided_at recognized_units",
)
