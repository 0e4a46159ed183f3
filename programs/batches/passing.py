"""Units that somebody has passed when the place ends early: a statement of them is due on that very day."""

from accounts.roles import Role
from inmates.inbox import open_task
from programs.models import Enrollment
from programs.tasks import RESULTS_DUE, STATEMENT_DUE


def passed_units(place: Enrollment) -> int:
    """How many units of the batch the person has passed; the last attempt counts."""
    last = {result.unit_id: result.result for result in sorted(place.unit_results.all(), key=lambda row: row.pk)}
    return sum(result == "K" for result in last.values())


def tell_center(place: Enrollment) -> None:
    """Tells the training center, where a unit was passed, to sign off the results of this one person and to prepare the
    statement: the results of the batch are signed off much later.
    """
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
        open_task(kind, role=role, office=office, inmate=place.inmate, matter=str(place.pk), values=values)
