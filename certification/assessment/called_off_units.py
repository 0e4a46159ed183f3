"""Which units of a batch can be assessed after it was called off: those that were taught to their last hour before."""

from django.db.models import Sum

from programs.batches.models import Batch
from programs.timetable.models.sessions import Session


def taught_units(batch: Batch) -> set[int]:
    """Keys of the units whose JP were all held in closed sessions; one query."""
    held = Session.objects.filter(batch=batch, state=Session.State.FINALIZED).order_by()
    jp_of = dict(held.values_list("unit").annotate(Sum("jp")))
    return {unit.pk for unit in batch.version.units.all() if jp_of.get(unit.pk, 0) >= unit.jp}


def open_units(batch: Batch) -> set[int] | None:
    """Keys of the units that can be assessed at all; None as long as the batch was not called off: then all of them."""
    return taught_units(batch) if batch.state == Batch.State.CANCELLED else None
