"""Whom a monthly report counts: the rows of each place, with the name as the register has it now."""

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Blocker
from programs.places.models import Enrollment
from reports.monthly import month_reports, report_words
from reports.monthly.models import MonthReport
from reports.monthly.month_figures import MonthFigures, figures_of
from reports.monthly.month_rows import MonthRows, Row


def whole_blockers(report: MonthReport) -> list[Blocker]:
    """Why nothing of this report leaves the site: it is not what it was when it was made."""
    if month_reports.is_whole(report):
        return []
    sentence = _("This report is not what it was when it was made. Tell whoever runs the site; make a new one.")
    return [Blocker("not_whole", sentence)]


def people_rows(report: MonthReport, reader: User) -> list[Row]:
    """One row for each place, by batch and name; the place itself with its person, for whoever may see it."""
    kept = {place.enrollment_id: place.rows for place in report.places.all()}
    places = Enrollment.objects.visible_to(reader).filter(pk__in=kept).select_related("person", "batch")
    places = places.order_by("batch__name", "person__name_sort", "pk")
    return [_row(place, kept[place.pk], report) for place in places]


def _row(place: Any, rows: dict[str, list[Row]], report: MonthReport) -> Row:
    figures = _figures(rows, report)
    attendance = {"held": figures.attendance.held, "possible": figures.attendance.possible}
    results = Counter(row["result"] for row in rows["results"])
    return {
        "place": place,
        "rows": rows,
        "marks": report_words.marks_words(figures.marks),
        "attendance": f"{report_words.percent_words(attendance)} ({report_words.hours_words(attendance)})",
        "results": ", ".join(f"{result} {count}" for result, count in sorted(results.items())) or "–",
        "papers": len(rows["certificates"]),
        "left": report_words.reasons_words(figures.leavers) or "–",
    }


def _figures(rows: dict[str, list[Row]], report: MonthReport) -> MonthFigures:
    last = clock.month_end(report.month)
    return figures_of(MonthRows(sessions=[], alarms=[], **rows), report.month, last)
