"""Whom a kept report counts: the rows of each place, with the name as the register has it now."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from accounts.models import User
from programs.places.models import Enrollment
from reports.kept import sums
from reports.kept.models import KeptReport
from reports.kept.rows import Row
from reports.kept.words import Reader, hours_words, percent_words


def places_of(report: KeptReport, user: User) -> list[tuple[Any, dict[str, list[Row]]]]:
    """Each place that this user may see, by batch and name, with its person and the rows that the report keeps."""
    kept = {place.enrollment_id: place.rows for place in report.places.all()}  # type: ignore[attr-defined]  # Each kind of report has places of its own.
    places = Enrollment.objects.visible_to(user).filter(pk__in=kept).select_related("person", "batch")
    return [(place, kept[place.pk]) for place in places.order_by("batch__name", "person__name_sort", "pk")]


def told(place: Any, rows: dict[str, list[Row]], *, leavers: Iterable[Row], reader: Reader) -> Row:
    """What any report says of a place; `leavers` are those of its rows that it counts as left before the end."""
    attendance = sums.attendance_of(rows["marks"])
    shares = {"held": attendance.held, "possible": attendance.possible}
    results = Counter(row["result"] for row in rows["results"])
    return {
        "place": place,
        "rows": rows,
        "marks": reader.listed("marks", sums.marks_by_status(rows["marks"])),
        "attendance": f"{percent_words(shares)} ({hours_words(shares)})",
        "results": ", ".join(f"{result} {count}" for result, count in sorted(results.items())) or "–",
        "left": reader.listed("leavers", sums.leavers_by_reason(leavers)) or "–",
    }
