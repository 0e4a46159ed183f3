"""Who is told when a place ends early: both offices of a running batch, and whoever owes the papers of units passed."""

from accounts.models import Facility, TrainingCenter
from accounts.roles import Role
from inmates.inbox.inbox_tasks import Kind, open_task
from programs.batches.models import Batch
from programs.inbox_kinds import LEFT_BATCH, LEFT_TRAINING, RESULTS_DUE, STATEMENT_DUE
from programs.places.models import Enrollment

# What an end has opened, and putting the place back makes pointless; its matter is the key of the place.
OF_AN_END = (LEFT_BATCH, LEFT_TRAINING, STATEMENT_DUE, RESULTS_DUE)


def passed_units(place: Enrollment) -> int:
    """How many units of the batch the person has passed; the last attempt counts."""
    last = {result.unit_id: result.result for result in sorted(place.unit_results.all(), key=lambda row: row.pk)}
    return sum(result == "K" for result in last.values())


def tell_center(place: Enrollment) -> None:
    """Tells the coordinator of a running batch who no longer takes part, in words that say nothing of custody.

    Where a unit was passed, the results of this one person are to be signed off and the statement prepared: the results
    of the batch are signed off much later.
    """
    if place.batch.state == Batch.State.RUNNING:
        reason = str(place.end_reason_for_center)
        _tell(LEFT_TRAINING, Role.BLK_COORDINATOR, place.batch.training_center, place, {"reason": reason})
    count = passed_units(place)
    if not count:
        return
    batch = place.batch
    statement = {"batch": batch.name, "batch_id": str(batch.public_id), "count": count}
    results = {"batch": batch.name, "place": str(place.public_id), "count": count}
    for kind, role, values in (
        (STATEMENT_DUE, Role.CERTIFICATE_OFFICER, statement),
        (RESULTS_DUE, Role.BLK_COORDINATOR, results),
    ):
        office = batch.training_center
        open_task(kind, role=role, office=office, person=place.person, matter=str(place.pk), values=values)


def tell_officer(place: Enrollment) -> None:
    """Tells the training officer that a running batch has lost somebody by a departure that others recorded."""
    batch = place.batch
    if batch.state == Batch.State.RUNNING:
        taken = batch.enrollments.exclude(state=Enrollment.State.ENDED).count()
        values = {"taken": taken, "capacity": batch.capacity}
        _tell(LEFT_BATCH, Role.TRAINING_OFFICER, batch.facility, place, values)


def _tell(kind: Kind, role: Role, office: Facility | TrainingCenter, place: Enrollment, values: dict) -> None:
    batch, last = place.batch, place.ended_on
    where = {"batch": batch.name, "batch_id": str(batch.public_id), "day": last and last.isoformat()}
    open_task(kind, role=role, office=office, person=place.person, matter=str(place.pk), values={**where, **values})
