"""What both offices have taught of each line of a plan, and with what: classes, people, instructors, rooms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, FilteredRelation, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from certification.register.models import Certificate, NumberSeries
from outcomes.plan.models import PlanLine, TrainingPlan
from outcomes.plan.plan_lines import Step, ladders, line_at, step_of
from programs.batches.models import BEGUN, Batch, BatchStaff
from programs.places.models import Enrollment

# Classes of earlier years tell little of who teaches now, and where.
YEARS_BACK = 3


@dataclass
class Taught:
    """Classes of one line that have begun, with everybody admitted to them, and places of those planned in the year.

    `instructors` and `rooms` are those of all these classes.
    """

    batches: int = 0
    admitted: int = 0
    finished: int = 0
    certified: int = 0
    planned: int = 0
    instructors: set[int] = field(default_factory=set)
    rooms: set[str] = field(default_factory=set)

    def kept(self) -> dict[str, int]:
        """The numbers as they are kept with the line."""
        numbers = {name: getattr(self, name) for name in ("batches", "admitted", "finished", "certified", "planned")}
        return numbers | {"instructors": len(self.instructors), "rooms": len(self.rooms)}


def classes_of(plan: TrainingPlan, lines: Sequence[PlanLine]) -> list[Batch]:
    """The classes of both offices in the plan's vocations that begin in its year, later, or up to three years before.

    Cancelled ones are not there. Each has version and program, the counts that `taught_by_line` adds up, and
    `taught_by`, the keys of its instructors. One statement.
    """
    rows = (
        Batch.objects.filter(
            facility=plan.facility_id,
            training_center=plan.training_center_id,
            starts_on__year__gte=plan.year - YEARS_BACK,
            version__program__vocation__in=[line.vocation_id for line in lines],
        )
        .exclude(state=Batch.State.CANCELLED)
        .select_related("version__program")
        .annotate(
            admitted=_number(Enrollment.objects.all(), "batch"),
            finished=_number(Enrollment.objects.filter(state=Enrollment.State.COMPLETED), "batch"),
            certified=_number(_certificates(), "enrollment__batch"),
            teaching=FilteredRelation("staff", condition=Q(staff__duty=BatchStaff.Duty.INSTRUCTOR)),
            instructor=F("teaching__user"),
        )
        .order_by("starts_on", "pk")
    )
    found: dict[int, Any] = {}
    for row in rows:
        batch = found.setdefault(row.pk, row)
        taught_by = vars(batch).setdefault("taught_by", set())
        if row.instructor:
            taught_by.add(row.instructor)
    return list(found.values())


def taught_by_line(plan: TrainingPlan, lines: Iterable[PlanLine], classes: Iterable[Any]) -> dict[Step, Taught]:
    """What these classes add up to, by vocation and level of the lines; a level without a line counts at the lowest."""
    rungs = ladders(lines)
    found = {line.step: Taught() for ladder in rungs.values() for line in ladder}
    for batch in classes:
        vocation, level = step_of(batch.version)
        line = line_at(rungs.get(vocation, ()), level)
        if line:
            _add(found[line.step], batch, plan.year)
    return found


def _add(taught: Taught, batch: Any, year: int) -> None:
    taught.instructors |= batch.taught_by
    taught.rooms.add(batch.room.strip().casefold())
    if batch.state in BEGUN:
        taught.batches += 1
        taught.admitted += batch.admitted
        taught.finished += batch.finished
        taught.certified += batch.certified
    elif batch.starts_on.year == year:
        taught.planned += batch.capacity


def _certificates() -> QuerySet:
    return Certificate.objects.filter(state=Certificate.State.ISSUED, paper=NumberSeries.Paper.CERTIFICATE)


def _number(rows: QuerySet, batch: str) -> Coalesce:
    """How many of these rows belong to the batch."""
    counted = rows.filter(**{batch: OuterRef("pk")}).order_by().values(batch).annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)
