"""What the tables of certificate templates hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from certification.certificate_templates.models import CertificateTemplate
from certification.purposes import CERTIFICATES

describe(
    CertificateTemplate,
    CERTIFICATES,
    Keeping.ARCHIVE,
    staff="signer_title signer_name signer_number second_title second_name second_number changed_by adopted_by",
    none=(
        "id public_id training_center version emblem statement notes has_english statement_in_english "
        "changed_at adopted_at"
    ),
)
