from reports.breaches.models import (
    AffectedPerson,
    AffectedRemoval,
    Breach,
    BreachScope,
    BreachStep,
    BreachVersion,
    TellingAttempt,
)
from reports.closing.models import (
    ClosingReport,
    ClosingReportApproval,
    ClosingReportPlace,
    ClosingReportWithdrawal,
)
from reports.monthly.models import MonthReport, MonthReportApproval, MonthReportPlace
from reports.reconcile.models import Finding, ReconcileCount, ReconcileRun
from reports.region.models import FacilityCount, MonthSum
from reports.retention.models import Destruction, LegalHold, RetentionPeriod
from reports.rights.models import RightsRequest
from reports.subject_file.models import TIME_TO_ANSWER, SubjectRequest
from reports.suspicions.models import Suspicion
from reports.upkeep.models import UpkeepRun
from reports.wali_sheets.models import SheetFile
from reports.yearly.models import YearReport, YearReportApproval, YearReportPlace

__all__ = [
    "TIME_TO_ANSWER",
    "AffectedPerson",
    "AffectedRemoval",
    "Breach",
    "BreachScope",
    "BreachStep",
    "BreachVersion",
    "ClosingReport",
    "ClosingReportApproval",
    "ClosingReportPlace",
    "ClosingReportWithdrawal",
    "Destruction",
    "FacilityCount",
    "Finding",
    "LegalHold",
    "MonthReport",
    "MonthReportApproval",
    "MonthReportPlace",
    "MonthSum",
    "ReconcileCount",
    "ReconcileRun",
    "RetentionPeriod",
    "RightsRequest",
    "SheetFile",
    "SubjectRequest",
    "Suspicion",
    "TellingAttempt",
    "UpkeepRun",
    "YearReport",
    "YearReportApproval",
    "YearReportPlace",
]
