"""What the table of upkeep holds about people, for the record of processing: nothing."""

from accounts.processing import Keeping, describe
from reports.purposes import OVERSIGHT
from reports.upkeep.models import UpkeepRun

describe(UpkeepRun, OVERSIGHT, Keeping.SHORT, none="id work state started_at finished_at says")
