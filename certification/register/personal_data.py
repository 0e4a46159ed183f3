"""What the tables of register hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from certification.purposes import CERTIFICATES
from certification.register.models import (
    Certificate,
    CertificateFile,
    CheckCounter,
    HandOver,
    HolderPaper,
    NumberCheckCounter,
    NumberSeries,
    PrintRecord,
    SeriesNumber,
    SignedReceipt,
)

describe(
    NumberSeries,
    CERTIFICATES,
    Keeping.REGISTER,
    none="id training_center paper year pattern last_number used_before validity_months",
)
describe(
    SeriesNumber,
    CERTIFICATES,
    Keeping.REGISTER,
    none="id series number given_at void_reason",
)
describe(
    Certificate,
    CERTIFICATES,
    Keeping.REGISTER,
    identity="number_text code snapshot",
    learning="enrollment revocation_category",
    staff="prepared_by approved_by issued_by revocation_requested_by revoked_by",
    words="replace_reason approved_words revocation_reason",
    none=(
        "id public_id batch paper state replaces prepared_at approved_at waits_until issued_at number "
        "issued_on valid_until status_list status_index template revocation_requested_at revoked_at"
    ),
)
describe(
    CertificateFile,
    CERTIFICATES,
    Keeping.REGISTER,
    identity="content",
    none="id certificate sha256 rendered_at seal_key sealed_at",
)
describe(
    HolderPaper,
    CERTIFICATES,
    Keeping.REGISTER,
    identity="code words content",
    learning="enrollment",
    none="id public_id office words_digest sha256 made_at seal_key sealed_at proof",
)
describe(
    PrintRecord,
    CERTIFICATES,
    Keeping.REGISTER,
    staff="printed_by",
    words="reason",
    none="id run certificate printed_at copy",
)
describe(
    SignedReceipt,
    CERTIFICATES,
    Keeping.REGISTER,
    staff="uploaded_by",
    words="scan uploaded_at",
    none="id public_id batch",
)
describe(
    HandOver,
    CERTIFICATES,
    Keeping.REGISTER,
    identity="received_by",
    learning="handed_on is_holder proof",
    staff="recorded_by",
    none="id certificate receipt recorded_at",
)
describe(
    CheckCounter,
    CERTIFICATES,
    Keeping.SHORT,
    traces="address window count",
    none="id",
)
describe(
    NumberCheckCounter,
    CERTIFICATES,
    Keeping.SHORT,
    traces="address window count",
    none="id",
)
