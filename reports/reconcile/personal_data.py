"""What the tables of reconcile hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from reports.purposes import OVERSIGHT
from reports.reconcile.models import Finding, ReconcileCount, ReconcileRun

describe(
    ReconcileRun,
    OVERSIGHT,
    Keeping.SHORT,
    none="id state night started_at finished_at seconds",
)
describe(
    ReconcileCount,
    OVERSIGHT,
    Keeping.USE,
    none="id kind facility training_center run count new gone",
)
describe(
    Finding,
    OVERSIGHT,
    Keeping.SHORT,
    identity="person other_person",
    none="id kind facility training_center key batch session certificate found_at",
)
