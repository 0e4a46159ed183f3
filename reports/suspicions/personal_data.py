"""What the tables of suspicions hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from reports.purposes import OVERSIGHT
from reports.suspicions.models import Suspicion

describe(
    Suspicion,
    OVERSIGHT,
    Keeping.DATED,
    staff="user_id user_name settled_by",
    words="found",
    none="id public_id office kind began_at count noticed_at settled_at",
)
