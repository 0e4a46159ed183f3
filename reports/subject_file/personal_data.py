"""What the tables of subject file hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from reports.purposes import DATA_PROTECTION
from reports.subject_file.models import SubjectRequest

describe(
    SubjectRequest,
    DATA_PROTECTION,
    Keeping.DATED,
    identity="person asker_name",
    staff="recorded_by answered_by",
    words="received_at reason answered_at",
    none="id public_id office asker number recorded_at",
)
