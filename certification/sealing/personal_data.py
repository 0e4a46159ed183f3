"""What the tables of sealing hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from certification.purposes import CERTIFICATES
from certification.sealing.models import OfficialFile, RootStamp, SealKey, UnsealedFile

describe(
    SealKey,
    CERTIFICATES,
    Keeping.ARCHIVE,
    none="id training_center certificate fingerprint valid_from valid_until state made_at ended_at doubted_since",
)
describe(
    UnsealedFile,
    CERTIFICATES,
    Keeping.SHORT,
    identity="content",
    none="id certificate sha256 rendered_at",
)
describe(
    OfficialFile,
    CERTIFICATES,
    Keeping.REGISTER,
    identity="content",
    staff="signer uploaded_by",
    none="id certificate sha256 authority signed_at uploaded_at",
)
describe(
    RootStamp,
    CERTIFICATES,
    Keeping.REGISTER,
    none="id day root asked_at token",
)
