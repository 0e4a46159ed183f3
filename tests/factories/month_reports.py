"""Monthly reports of a month that need not be over."""

from datetime import date

from accounts.models import User
from reports.kept import keeping
from reports.kept.differences import none
from reports.monthly import month_reports
from reports.monthly.models import MonthReport, MonthReportPlace
from reports.monthly.month_rows import rows_of


def month_report(by: User, month: date = date(2026, 11, 1)) -> MonthReport:
    """The first report of the facility of `by`, as the command keeps it."""
    rows = rows_of(by.facility, month)
    report = MonthReport(
        facility=by.facility,
        month=month,
        number=1,
        figures=month_reports._figures(rows, by.facility, month),
        differences=none(),
        made_by=by,
    )
    keeping.keep(report, rows, places=MonthReportPlace, action="month_report.make")
    return report
