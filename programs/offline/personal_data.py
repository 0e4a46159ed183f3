"""What the tables of offline hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from programs.offline.models import MarkOperation, OfflinePack
from programs.purposes import TRAINING

describe(
    OfflinePack,
    TRAINING,
    Keeping.DATED,
    staff="user",
    none="id public_id made_at expires_at sessions",
)
describe(
    MarkOperation,
    TRAINING,
    Keeping.DATED,
    custody="status_code",
    learning="enrollment minutes_late received_at outcome resolved_at resolution",
    staff="received_by resolved_by",
    words="note message",
    none="id pack device sequence session base_version made_at version",
)
