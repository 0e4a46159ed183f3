"""Whom a closing report counts: the rows of each place, with the name as the register has it now."""

from collections import Counter
from typing import Any

from accounts.models import User
from certification.register.models import Certificate, NumberSeries
from programs.places.models import Enrollment
from reports.closing.closing_figures import figures_of
from reports.closing.closing_rows import ClosingRows
from reports.closing.models import ClosingReport
from reports.kept.rows import Row
from reports.kept.words import Reader, hours_words, percent_words


def people_rows(report: ClosingReport, user: User, reader: Reader) -> list[Row]:
    """One row for each place, by name; the place itself with its person, for whoever may see it."""
    kept = {place.enrollment_id: place.rows for place in report.places.all()}
    places = Enrollment.objects.visible_to(user).filter(pk__in=kept).select_related("person", "batch")
    return [_row(place, kept[place.pk], reader) for place in places.order_by("person__name_sort", "pk")]


def _row(place: Any, rows: dict[str, list[Row]], reader: Reader) -> Row:
    figures = figures_of(ClosingRows(sessions=[], applications=[], **rows))
    attendance = {"held": figures.attendance.held, "possible": figures.attendance.possible}
    results = Counter(row["result"] for row in rows["results"])
    in_force = [row["paper"] for row in rows["certificates"] if row["state"] == Certificate.State.ISSUED]
    (kept,) = rows["places"]
    return {
        "place": place,
        "rows": rows,
        "state": reader.word("state", kept["state"]),
        "marks": reader.listed("marks", figures.marks),
        "attendance": f"{percent_words(attendance)} ({hours_words(attendance)})",
        "results": ", ".join(f"{result} {count}" for result, count in sorted(results.items())) or "–",
        "papers": ", ".join(str(NumberSeries.Paper(paper).label) for paper in in_force) or "–",
        "left": reader.listed("leavers", figures.leavers) or "–",
    }
