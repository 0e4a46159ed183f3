"""Yearly reports that have served their time: they go whole, with the rows behind their numbers."""

from collections import Counter
from collections.abc import Collection

from django.db.models import F, QuerySet

from accounts.models import TrainingCenter
from core import destroyed_rows
from reports.yearly.models import YearReport, YearReportApproval, YearReportPlace

TABLES = (YearReportApproval, YearReportPlace, YearReport)


def reports(center: TrainingCenter) -> QuerySet[YearReport]:
    """The reports of the center, with `since`: when they were made."""
    return YearReport.objects.filter(training_center=center).annotate(since=F("made_at"))


def destroy(found: Collection[int]) -> Counter[str]:
    """Destroys these reports (keys), within the caller's transaction; how many rows went, by table."""
    return Counter(
        yearreportapproval=destroyed_rows.destroy(YearReportApproval.objects.filter(report__in=found)),
        yearreportplace=destroyed_rows.destroy(YearReportPlace.objects.filter(report__in=found)),
        yearreport=destroyed_rows.destroy(YearReport.objects.filter(pk__in=found)),
    )
