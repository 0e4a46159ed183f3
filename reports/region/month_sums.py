"""A facility's sums, from the rows of its places, marks and papers: three statements, whatever its size.

Public classes of a training center belong to no facility and are never in them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce, TruncMonth

from accounts.models import Facility
from certification.assessment.held_back_results import with_matters
from certification.assessment.models.results import UnitResult
from certification.register.models import Certificate, NumberSeries
from core import clock
from inmates.people.models import Person
from programs.attendance.attendance_figures import LESSON_MINUTES, counted_marks
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from reports.region.models import FacilityCount

# Month, vocation (key), fund and sex.
Key = tuple[date, int, str, str]
DAYS_OF_ROLLS = 30
_PROGRAM = "version__program__vocation"


@dataclass
class Sums:
    """What rows of one key add up to; the fields are those of `MonthSum`."""

    in_training: int = 0
    places: int = 0
    left_early: int = 0
    finished: int = 0
    assessed: int = 0
    competent: int = 0
    certificates: int = 0
    attenders: int = 0
    held_minutes: int = 0
    possible_minutes: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, name) + getattr(other, name) for name in SUMMED))


# Of marks: minutes attended, minutes that could be, and the places that could.
_POSSIBLE = Q(status__counts_in_denominator=True)
ATTENDED = {
    "held": Sum("minutes_present", default=0),
    "possible": Sum(LESSON_MINUTES, filter=_POSSIBLE, default=0),
    "people": Count("enrollment", filter=_POSSIBLE, distinct=True),
}
SUMMED = tuple(one.name for one in fields(Sums))


def sums_of(facility: Facility, first: date, today: date) -> dict[Key, Sums]:
    """The sums of the months from `first` (the first day of one) to that of `today`, by key; without empty ones."""
    found: dict[Key, Sums] = defaultdict(Sums)
    for month, place in _places_by_month(facility, first, today):
        _add_place(found[month, *_traits(place)], place, month, today)
    for row in _attended(facility, first, today):
        sums = found[row["month"], *_traits(row)]
        sums.held_minutes += row["held"]
        sums.possible_minutes += row["possible"]
        sums.attenders += row["people"]
    for row in _papers(facility, first, today):
        found[row["issued_on"].replace(day=1), *_traits(row)].certificates += 1
    return {key: sums for key, sums in found.items() if sums != Sums()}


def count_of(facility: Facility, today: date) -> FacilityCount:
    """How many people are there, and how fresh and complete the data of the facility are; not saved."""
    past = Session.objects.filter(facility=facility, date__lt=today).order_by()
    due = past.standing().filter(date__gte=today - timedelta(days=DAYS_OF_ROLLS))
    closed = past.filter(state=Session.State.FINALIZED)
    people = Person.objects.filter(facility=facility)
    last_list = people.aggregate(last=Max("custody_as_of"))["last"]
    return FacilityCount(
        facility=facility,
        day=today,
        counted_at=clock.now(),
        people=people.count(),
        last_roll_on=_last_roll(facility),
        last_list_on=clock.local(last_list, facility.time_zone).date() if last_list else None,
        rolls_due=due.count(),
        rolls_closed=closed.filter(pk__in=due.values("pk")).count(),
    )


def months_between(first: date, last: date) -> list[date]:
    """The first days of the months from that of `first` to that of `last`."""
    found = [first.replace(day=1)]
    while (following := clock.month_end(found[-1]) + timedelta(days=1)) <= last:
        found.append(following)
    return found


def _last_roll(facility: Facility) -> date | None:
    closed = Session.objects.filter(facility=facility, state=Session.State.FINALIZED)
    return closed.aggregate(last=Max("date"))["last"]


def _traits(row: dict[str, Any]) -> tuple[int, str, str]:
    return row["vocation"], row["fund"], row["sex"]


def _named(batch: str) -> dict[str, F]:
    """What a key is made of, over the path to a batch that `batch` names."""
    return {"vocation": F(f"{batch}__{_PROGRAM}"), "fund": F(f"{batch}__funding_source")}


def _places_by_month(facility: Facility, first: date, today: date) -> Iterator[tuple[date, dict[str, Any]]]:
    """Each place with each month in which it was held or ended."""
    months = months_between(first, today)
    for place in _places(facility, first, today):
        if place["state"] in Enrollment.LIVE_STATES:
            # A batch may go on longer than it was planned.
            place["over"] = max(place["over"], today + timedelta(days=1))
        for month in months:
            if place["starts_on"] <= clock.month_end(month) and place["over"] >= month:
                yield month, place


def with_outcomes(places: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """Adds `is_assessed` (the whole course was taken here, and it is assessed) and `is_competent` (in each core unit).

    Who brought units from elsewhere, or takes single ones, is judged by other rules and counts as not assessed.
    """
    is_whole = Q(batch__version__is_without_assessment=False, is_partial=False)
    brought_none = Q(has_recognized=False, has_passed_before=False)
    return with_matters(places).annotate(is_assessed=is_whole & brought_none, is_competent=_passed_every_unit())


def _passed_every_unit() -> Any:
    passed = UnitResult.objects.latest().filter(
        enrollment=OuterRef(OuterRef("pk")), unit=OuterRef("pk"), result=UnitResult.Result.COMPETENT
    )
    core = ProgramUnit.objects.filter(version=OuterRef("batch__version"), is_core=True).order_by()
    return Exists(core) & ~Exists(core.filter(~Exists(passed)))


def _places(facility: Facility, first: date, today: date) -> QuerySet:
    places = Enrollment.objects.filter(batch__facility=facility, starts_on__lte=today)
    marks = counted_marks().filter(enrollment=OuterRef("pk")).order_by("-session__date").values("session__date")
    # Who completed a course was done with its last lesson, whatever day was planned.
    last_lesson = Case(When(state=Enrollment.State.COMPLETED, then=Subquery(marks[:1])))
    return (
        with_outcomes(places)
        .annotate(
            over=Coalesce("left_on", "ended_on", last_lesson, "ends_on"),
            sex=F("person__sex"),
            batch_state=F("batch__state"),
            **_named("batch"),
        )
        .filter(Q(over__gte=first) | Q(state__in=Enrollment.LIVE_STATES))
        .order_by("pk")
        .values(
            "starts_on", "over", "state", "end_reason", "sex", "vocation", "fund",
            "is_assessed", "is_competent", "batch_state",
        )
    )  # fmt: skip  # The columns of a place, then what was found out about it.


def _add_place(sums: Sums, place: dict[str, Any], month: date, today: date) -> None:
    is_last = place["over"].replace(day=1) == month
    is_live = place["state"] in Enrollment.LIVE_STATES
    is_completed = place["state"] == Enrollment.State.COMPLETED
    is_called_off = place["end_reason"] == Enrollment.Reason.CALLED_OFF
    sums.places += not is_called_off
    sums.in_training += is_live and place["batch_state"] == Batch.State.RUNNING and month == today.replace(day=1)
    sums.left_early += is_last and place["state"] == Enrollment.State.ENDED and not is_called_off
    if is_last and is_completed:
        sums.finished += 1
        sums.assessed += place["is_assessed"]
        sums.competent += place["is_assessed"] and place["is_competent"]


def _attended(facility: Facility, first: date, today: date) -> Iterable[Any]:
    """Minutes attended and possible by key, and of how many places."""
    marks = counted_marks().filter(session__facility=facility, session__date__range=(first, today)).order_by()
    marks = marks.exclude(enrollment__end_reason=Enrollment.Reason.CALLED_OFF)
    by = {"month": TruncMonth("session__date"), "sex": F("enrollment__person__sex"), **_named("session__batch")}
    return marks.values(**by).annotate(**ATTENDED)


def _papers(facility: Facility, first: date, today: date) -> QuerySet:
    papers = Certificate.objects.issued().filter(batch__facility=facility, issued_on__range=(first, today))
    papers = papers.filter(paper=NumberSeries.Paper.CERTIFICATE, state=Certificate.State.ISSUED)
    return papers.order_by("pk").values("issued_on", sex=F("enrollment__person__sex"), **_named("batch"))
