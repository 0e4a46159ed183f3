"""Notifies those concerned when a place ends early: both offices of a running batch, and anyone with a task pending."""

from accounts.models import Facility, TrainingCenter
from accounts.roles import Role
from core.occasions import Occasion
from inmates.inbox.inbox_tasks import Kind, open_task
from programs.batches.models import Batch
from programs.places.inbox_kinds import LEFT_BATCH, LEFT_TRAINING
from programs.places.models import Enrollment

# Task kinds opened by an early end and closed when the place is restored, matched by the key of the place. Apps above
# add the kinds they open at `place_ends_early`.
OF_AN_END: list[Kind] = [LEFT_BATCH, LEFT_TRAINING]

place_ends_early: Occasion[Enrollment] = Occasion()
"""A place has ended before its batch: called once in the transaction that ended it, with the place as it is stored."""

units_are_completed: Occasion[Enrollment] = Occasion()
"""A place of single units is completed before its batch: called once in the transaction that completed it."""


def tell_center(place: Enrollment) -> None:
    """Tells the coordinator of a running batch who no longer takes part, without mentioning custody.

    Anyone who has to act because of it is told as well.
    """
    # In its own classes the coordinator ends the places.
    if place.batch.state == Batch.State.RUNNING and not place.is_public:
        reason = str(place.end_reason_for_center)
        _tell(LEFT_TRAINING, Role.BLK_COORDINATOR, place.batch.training_center, place, {"reason": reason})
    place_ends_early.happens(place)


def tell_officer(place: Enrollment) -> None:
    """Tells the training officer that a running batch has lost a participant to a departure recorded by others."""
    batch = place.batch
    if batch.state == Batch.State.RUNNING and not batch.is_public:
        taken = batch.enrollments.exclude(state=Enrollment.State.ENDED).count()
        values = {"taken": taken, "capacity": batch.capacity}
        _tell(LEFT_BATCH, Role.TRAINING_OFFICER, batch.house, place, values)


def _tell(kind: Kind, role: Role, office: Facility | TrainingCenter, place: Enrollment, values: dict) -> None:
    batch, last = place.batch, place.shown_end
    where = {"batch": batch.name, "batch_id": str(batch.public_id), "day": last and last.isoformat()}
    open_task(kind, role=role, office=office, person=place.person, matter=str(place.pk), values={**where, **values})
