from reports.breaches.models import AffectedPerson, Breach, BreachScope, BreachStep
from reports.reconcile.models import Finding, ReconcileCount, ReconcileRun
from reports.retention.models import Destruction, LegalHold, RetentionPeriod
from reports.rights.models import RightsRequest
from reports.subject_file.models import TIME_TO_ANSWER, SubjectRequest
from reports.suspicions.models import Suspicion
from reports.wali_sheets.models import SheetFile

__all__ = [
    "TIME_TO_ANSWER",
    "AffectedPerson",
    "Breach",
    "BreachScope",
    "BreachStep",
    "Destruction",
    "Finding",
    "LegalHold",
    "ReconcileCount",
    "ReconcileRun",
    "RetentionPeriod",
    "RightsRequest",
    "SheetFile",
    "SubjectRequest",
    "Suspicion",
]
