"""What the tables of inbox hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from inmates.inbox.models import InboxTask
from inmates.purposes import TASKS

describe(
    InboxTask,
    TASKS,
    Keeping.DATED,
    identity="person matter values",
    staff="acknowledged_by",
    words="note",
    none="id public_id facility training_center role kind due_on opened_at acknowledged_at settled_at",
)
