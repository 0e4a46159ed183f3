"""Whom a monthly report counts: the rows of each place, with the name as the register has it now."""

from collections import Counter
from typing import Any

from accounts.models import User
from core import clock
from programs.places.models import Enrollment
from reports.kept.rows import Row
from reports.kept.words import hours_words, percent_words
from reports.monthly.models import MonthReport
from reports.monthly.month_figures import MonthFigures, figures_of
from reports.monthly.month_rows import MonthRows
from reports.monthly.report_words import READER


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
        "marks": READER.listed("marks", figures.marks),
        "attendance": f"{percent_words(attendance)} ({hours_words(attendance)})",
        "results": ", ".join(f"{result} {count}" for result, count in sorted(results.items())) or "–",
        "papers": len(rows["certificates"]),
        "left": READER.listed("leavers", figures.leavers) or "–",
    }


def _figures(rows: dict[str, list[Row]], report: MonthReport) -> MonthFigures:
    last = clock.month_end(report.month)
    return figures_of(MonthRows(sessions=[], alarms=[], **rows), report.month, last)
