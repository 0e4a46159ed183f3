"""What the training center owes whoever leaves early with a unit passed: results signed off, then the statement."""

from accounts.roles import Role
from certification.assessment.inbox_kinds import RESULTS_DUE
from certification.assessment.models.results import UnitResult
from certification.certificates.inbox_kinds import STATEMENT_DUE
from inmates.inbox.inbox_tasks import open_task
from programs.places.early_ends import OF_AN_END, place_ends_early
from programs.places.models import Enrollment

OF_AN_END.extend((STATEMENT_DUE, RESULTS_DUE))


@place_ends_early.register
def owe_statement(place: Enrollment) -> None:
    """Opens a task for the statement and one for the results of this one person, where a unit was passed.

    The results of the batch are signed off much later.
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
        open_task(kind, role=role, office=office, person=place.person, matter=str(place.pk), values=values)


def passed_units(place: Enrollment) -> int:
    """How many units of the batch the person has passed; the last attempt counts."""
    return UnitResult.objects.latest().filter(enrollment=place, result=UnitResult.Result.COMPETENT).count()
