"""What is assessed: which batches, which of their people, and which units after a batch was called off."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from certification.assessment.models.results import UnitResult
from core import clock
from core.errors import Blocker
from programs.batches.models import Batch
from programs.catalog.lesson_hours import lesson_minutes
from programs.catalog.models import ProgramUnit
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session, minutes_taught

# A batch that was called off is assessed as far as it was taught.
ASSESSED = (Batch.State.RUNNING, Batch.State.FINISHED, Batch.State.CERTIFIED)


def assessed(places: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """Those of these places that have not ended early, have results, or ended because the batch was called off."""
    with_results = Exists(UnitResult.objects.filter(enrollment=OuterRef("pk")).order_by())
    ended = Q(state=Enrollment.State.ENDED)
    return places.filter(~ended | Q(end_reason=Enrollment.Reason.CALLED_OFF) | with_results)


def awaited(places: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """Those of these places whose results still have to come: nobody is owed those of people who left."""
    with_results = places.filter(batch__version__is_without_assessment=False)
    return with_results.filter(~Q(state=Enrollment.State.ENDED) | Q(end_reason=Enrollment.Reason.CALLED_OFF))


def is_awaited(place: Enrollment) -> bool:
    """The same for one place."""
    return place.state != Enrollment.State.ENDED or place.end_reason == Enrollment.Reason.CALLED_OFF


def assessed_batches(batches: QuerySet[Batch]) -> QuerySet[Batch]:
    """Those of these batches with something to assess, each with `taken`, the number of people concerned."""
    places = assessed(Enrollment.objects.filter(batch=OuterRef("pk"))).order_by()
    counted = places.values("batch").annotate(n=Count("pk")).values("n")
    taken = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    batches = batches.filter(version__is_without_assessment=False)
    return batches.annotate(taken=taken).filter(Q(state__in=ASSESSED) | Q(state=Batch.State.CANCELLED, taken__gt=0))


def is_assessed(batch: Batch) -> bool:
    """Whether there is anything to assess in this batch."""
    if not batch.has_assessment:
        return False
    if batch.state == Batch.State.CANCELLED:
        return assessed(batch.enrollments.all()).exists()
    return batch.state in ASSESSED


def no_results_blocker() -> Blocker:
    """Why nothing is assessed or signed off in a course without assessment."""
    return Blocker("no_assessment", _("This course is without assessment, so there are no results."))


def taught_units(batch: Batch) -> set[int]:
    """Keys of the units whose JP were all held in closed sessions; one query."""
    held = Session.objects.filter(batch=batch, state=Session.State.FINALIZED).order_by()
    minutes = dict(held.values_list("unit").annotate(taught=Sum(minutes_taught())))
    per_jp = batch.version.minutes_per_jp
    return {unit.pk for unit in batch.version.units.all() if minutes.get(unit.pk, 0) >= lesson_minutes(unit.jp, per_jp)}


def with_untaught(units: QuerySet[ProgramUnit], *, batch: int, now: datetime) -> QuerySet[ProgramUnit]:
    """Adds `is_untaught`: the sessions of the unit in this batch (key) all lie ahead. A unit without sessions of its
    own, as it is taught within another or from before this site, is not judged by the timetable.
    """
    sessions = Session.objects.standing().filter(batch=batch, unit=OuterRef("pk")).order_by()
    begun = sessions.filter(Q(starts_at__lte=now) | Q(state=Session.State.FINALIZED))
    return units.annotate(is_untaught=Exists(sessions) & ~Exists(begun))


def open_among(batch: Batch, units: Iterable[Any]) -> set[int]:
    """Keys of those of these units, read `with_untaught`, that can be assessed: teaching has begun, or, in a batch that
    was called off, they were taught to their end (one more query then).
    """
    if batch.state == Batch.State.CANCELLED:
        return taught_units(batch)
    return {unit.pk for unit in units if not unit.is_untaught}


def open_units(batch: Batch) -> set[int]:
    """The same of all units of the batch; one query, two of a batch that was called off."""
    return open_among(batch, with_untaught(batch.version.units.all(), batch=batch.pk, now=clock.now()))
