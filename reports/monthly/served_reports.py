"""Monthly reports that have served their time: they go whole, with the rows behind their numbers."""

from collections import Counter
from collections.abc import Collection

from django.db.models import F, QuerySet

from accounts.models import Facility
from core import destroyed_rows
from reports.monthly.models import MonthReport, MonthReportApproval, MonthReportPlace

TABLES = (MonthReportApproval, MonthReportPlace, MonthReport)


def reports(facility: Facility) -> QuerySet[MonthReport]:
    """The reports of the facility, with `since`: when they were made."""
    return MonthReport.objects.filter(facility=facility).annotate(since=F("made_at"))


def destroy(found: Collection[int]) -> Counter[str]:
    """Destroys these reports (keys), within the caller's transaction; how many rows went, by table."""
    return Counter(
        monthreportapproval=destroyed_rows.destroy(MonthReportApproval.objects.filter(report__in=found)),
        monthreportplace=destroyed_rows.destroy(MonthReportPlace.objects.filter(report__in=found)),
        monthreport=destroyed_rows.destroy(MonthReport.objects.filter(pk__in=found)),
    )
