"""Closing reports that have served their time: they go whole, with the rows behind their numbers."""

from collections import Counter
from collections.abc import Collection

from django.db.models import F, QuerySet

from accounts.models import TrainingCenter
from core import destroyed_rows
from reports.closing.models import (
    ClosingReport,
    ClosingReportApproval,
    ClosingReportPlace,
    ClosingReportWithdrawal,
)

TABLES = (ClosingReportApproval, ClosingReportWithdrawal, ClosingReportPlace, ClosingReport)


def reports(center: TrainingCenter) -> QuerySet[ClosingReport]:
    """The reports of batches of the center, with `since`: when they were made."""
    return ClosingReport.objects.filter(batch__training_center=center).annotate(since=F("made_at"))


def destroy(found: Collection[int]) -> Counter[str]:
    """Destroys these reports (keys), within the caller's transaction; how many rows went, by table."""
    approvals = ClosingReportApproval.objects.filter(report__in=found)
    withdrawals = ClosingReportWithdrawal.objects.filter(report__in=found)
    return Counter(
        closingreportapproval=destroyed_rows.destroy(approvals),
        closingreportwithdrawal=destroyed_rows.destroy(withdrawals),
        closingreportplace=destroyed_rows.destroy(ClosingReportPlace.objects.filter(report__in=found)),
        closingreport=destroyed_rows.destroy(ClosingReport.objects.filter(pk__in=found)),
    )
