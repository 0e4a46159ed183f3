"""Whom a monthly report counts: the rows of each place, with the name as the register has it now."""

from accounts.models import User
from core import clock
from reports.kept.counted_people import places_of, told
from reports.kept.rows import Row
from reports.monthly.models import MonthReport
from reports.monthly.month_figures import is_leaver
from reports.monthly.report_words import READER


def people_rows(report: MonthReport, reader: User) -> list[Row]:
    """One row for each place, by batch and name; the place itself with its person, for whoever may see it."""
    last = clock.month_end(report.month)
    found = []
    for place, rows in places_of(report, reader):
        leavers = [row for row in rows["places"] if is_leaver(row, report.month, last)]
        said = told(place, rows, leavers=leavers, reader=READER)
        found.append({**said, "beside": place.batch.name, "papers": len(rows["certificates"])})
    return found
