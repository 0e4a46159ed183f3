"""Closing reports of batches that need not be over."""

from accounts.models import User
from programs.batches.models import Batch
from reports.closing.closing_facts import kept_figures
from reports.closing.closing_rows import rows_of
from reports.closing.models import ClosingReport, ClosingReportPlace
from reports.kept import keeping
from reports.kept.differences import none


def closing_report(batch: Batch, by: User, *, number: int = 1) -> ClosingReport:
    """A report of the batch as it is now, as the command keeps it."""
    rows = rows_of(batch)
    figures = kept_figures(batch, rows)
    report = ClosingReport(batch=batch, number=number, figures=figures, differences=none(), made_by=by)
    keeping.keep(report, rows, places=ClosingReportPlace, action="closing_report.make")
    return report
