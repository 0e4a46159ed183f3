"""What the tables of certificates hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from certification.certificates.models import IssueDays, IssueRun
from certification.purposes import CERTIFICATES

describe(
    IssueDays,
    CERTIFICATES,
    Keeping.USE,
    staff="set_by",
    none="id training_center valid_from days set_at",
)
describe(
    IssueRun,
    CERTIFICATES,
    Keeping.ARCHIVE,
    staff="begun_by",
    none="id training_center day begun_at",
)
