"""What the tables of probation hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from outcomes.probation.models import ClientShare
from outcomes.purposes import LEAVING

describe(
    ClientShare,
    LEAVING,
    Keeping.DATED,
    identity="person",
    custody="agreed_on ended_on",
    staff="officer recorded_by ended_by",
    none="id public_id facility text_version recorded_at",
)
