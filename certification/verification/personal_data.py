"""What the tables of verification hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from certification.purposes import CERTIFICATES
from certification.verification.models import Credential, StatementKey, StatusList

describe(
    StatementKey,
    CERTIFICATES,
    Keeping.ARCHIVE,
    none="id training_center kid public_key state used_from used_until secret_sealed",
)
describe(
    StatusList,
    CERTIFICATES,
    Keeping.ARCHIVE,
    none="id training_center slug is_open taken decoys token digest signed_at",
)
describe(
    Credential,
    CERTIFICATES,
    Keeping.REGISTER,
    identity="token",
    none="id certificate signed_at",
)
