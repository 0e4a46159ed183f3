"""Tasks for the training center when someone is over before the batch with a unit passed: sign-off, then the
statement."""

from accounts.roles import Role
from certification.assessment.inbox_kinds import RESULTS_DUE
from certification.assessment.models.results import UnitResult
from certification.certificates.inbox_kinds import STATEMENT_DUE
from inmates.inbox.inbox_tasks import open_task
from programs.places.early_ends import OF_AN_END, place_ends_early, units_are_completed
from programs.places.models import Enrollment

OF_AN_END.extend((STATEMENT_DUE, RESULTS_DUE))


@place_ends_early.register
@units_are_completed.register
def owe_statement(place: Enrollment) -> None:
    """If a unit was passed, opens tasks for the statement and for the separate sign-off of this person.

    The batch itself is signed off much later.
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
    """Number of units of the batch the person has passed; the last attempt counts."""
    return UnitResult.objects.latest().filter(enrollment=place, result=UnitResult.Result.COMPETENT).count()
