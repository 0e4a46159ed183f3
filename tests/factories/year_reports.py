"""Yearly reports of a year that need not be over."""

from accounts.models import User
from reports.kept import keeping
from reports.kept.differences import none
from reports.yearly.models import YearReport, YearReportPlace
from reports.yearly.year_facts import kept_figures
from reports.yearly.year_rows import rows_of


def year_report(by: User, year: int = 2026) -> YearReport:
    """The first report of the center of `by`, as the command keeps it."""
    center = by.training_center
    rows = rows_of(center, year)
    figures = kept_figures(center, year, rows)
    about = {"training_center": center, "year": year, "number": 1}
    report = YearReport(**about, figures=figures, differences=none(), made_by=by)
    keeping.keep(report, rows, places=YearReportPlace, action="year_report.make")
    return report
