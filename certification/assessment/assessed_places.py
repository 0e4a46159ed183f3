"""Whose units are assessed, and of which batches: the list, the grid and the page of a batch ask here alone."""

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from certification.assessment.models.results import UnitResult
from programs.batches.models import Batch
from programs.places.models import Enrollment

# A batch that was called off is assessed as far as it was taught, where somebody was there till then.
ASSESSED = (Batch.State.RUNNING, Batch.State.FINISHED, Batch.State.CERTIFIED)


def assessed(places: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """Of these places those of everybody who has not left, or has results, or left as the batch was called off."""
    with_results = Exists(UnitResult.objects.filter(enrollment=OuterRef("pk")).order_by())
    ended = Q(state=Enrollment.State.ENDED)
    return places.filter(~ended | Q(end_reason=Enrollment.Reason.CALLED_OFF) | with_results)


def assessed_batches(batches: QuerySet[Batch]) -> QuerySet[Batch]:
    """Of these batches those with something to assess, each with `taken`: how many people that is about."""
    places = assessed(Enrollment.objects.filter(batch=OuterRef("pk"))).order_by()
    counted = places.values("batch").annotate(n=Count("pk")).values("n")
    taken = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    return batches.annotate(taken=taken).filter(Q(state__in=ASSESSED) | Q(state=Batch.State.CANCELLED, taken__gt=0))


def is_assessed(batch: Batch) -> bool:
    """Whether there is anything to assess in this batch."""
    if batch.state == Batch.State.CANCELLED:
        return assessed(batch.enrollments.all()).exists()
    return batch.state in ASSESSED
