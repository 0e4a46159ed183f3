from reports.reconcile.models import Finding, ReconcileCount, ReconcileRun
from reports.subject_file.models import TIME_TO_ANSWER, SubjectRequest

__all__ = ["TIME_TO_ANSWER", "Finding", "ReconcileCount", "ReconcileRun", "SubjectRequest"]
