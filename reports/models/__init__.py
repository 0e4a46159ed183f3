from reports.models.reconcile import Finding, ReconcileCount, ReconcileRun
from reports.models.subject_request import TIME_TO_ANSWER, SubjectRequest

__all__ = ["TIME_TO_ANSWER", "Finding", "ReconcileCount", "ReconcileRun", "SubjectRequest"]
