"""The batches of a facility in a period, each with what may be told of it: three statements."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q

from accounts.models import Facility
from core import clock
from programs.attendance.attendance_figures import counted_marks
from programs.batches.models import Batch
from programs.places.models import Enrollment
from reports.region.month_sums import ATTENDED, Sums, with_outcomes
from reports.region.region_figures import Choice, Figures
from reports.region.told_counts import Told, tell


@dataclass(frozen=True)
class BatchFigures:
    """A batch, how many ever had a place in it, and its figures from its first day on."""

    batch: Batch
    places: Told
    figures: Figures


def batches_of(facility: Facility, choice: Choice) -> list[BatchFigures]:
    """The batches that were held on a day of the period until today, the newest first."""
    is_later = Q(assessment_on__gte=choice.first) | Q(state=Batch.State.RUNNING)
    today = clock.today(facility.time_zone)
    batches = Batch.objects.filter(is_later, facility=facility, starts_on__lte=today)
    batches = batches.exclude(state=Batch.State.CANCELLED).select_related("version__program")
    wanted = {"vocation": "version__program__vocation", "fund": "funding_source"}
    parts = {wanted[name]: value for name, value in choice.parts.items() if name in wanted}
    found = list(batches.filter(**parts).order_by("-starts_on", "name", "pk"))
    sums = _sums([one.pk for one in found], choice.sex)
    return [_told(one, *sums[one.pk]) for one in found]


def _told(batch: Batch, sums: Sums, people: int) -> BatchFigures:
    return BatchFigures(batch, tell(people), Figures(sums, sums.attenders))


def _sums(batches: list[int], sex: str) -> dict[int, tuple[Sums, int]]:
    of_sex = {"person__sex": sex} if sex else {}
    found: dict[int, tuple[Sums, int]] = defaultdict(lambda: (Sums(), 0))
    for row in _places(batches, of_sex):
        sums = Sums(left_early=row["left"], finished=row["done"], assessed=row["assessed"], competent=row["passed"])
        found[row["batch"]] = sums, row["people"]
    for row in _attended(batches, sex):
        sums, people = found[row["of"]]
        minutes = Sums(attenders=row["people"], held_minutes=row["held"], possible_minutes=row["possible"])
        found[row["of"]] = sums + minutes, people
    return found


def _places(batches: list[int], of_sex: dict[str, str]) -> Any:
    places = Enrollment.objects.filter(batch__in=batches, **of_sex).exclude(end_reason=Enrollment.Reason.CALLED_OFF)
    done = Q(state=Enrollment.State.COMPLETED)
    assessed = done & Q(is_assessed=True)
    counts = {
        "people": Count("pk"),
        "left": Count("pk", filter=Q(state=Enrollment.State.ENDED)),
        "done": Count("pk", filter=done),
        "assessed": Count("pk", filter=assessed),
        "passed": Count("pk", filter=assessed & Q(is_competent=True)),
    }
    return with_outcomes(places).order_by().values("batch").annotate(**counts)


def _attended(batches: list[int], sex: str) -> Any:
    marks = counted_marks().filter(session__batch__in=batches).order_by()
    marks = marks.filter(enrollment__person__sex=sex) if sex else marks
    marks = marks.exclude(enrollment__end_reason=Enrollment.Reason.CALLED_OFF)
    return marks.values(of=F("session__batch")).annotate(**ATTENDED)
