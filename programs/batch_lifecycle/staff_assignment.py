"""Who teaches and who assesses a batch."""

from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from core import audit
from core.errors import Blocker, refuse_if
from programs.batches.lock_order import locked_alone
from programs.batches.models import Batch, BatchStaff

State = Batch.State


def staff_blockers(batch: Batch, *, instructors: list[User], assessors: Sequence[User]) -> list[Blocker]:
    """Why these people cannot teach and assess the batch."""
    found = []
    if assessors and not batch.has_assessment:
        found.append(Blocker("no_assessment", _("This course is without assessment, so nobody assesses it.")))
    if not batch.is_live and batch.state != State.FINISHED:
        found.append(Blocker("over", _("The batch is over, so nothing of it changes any more.")))
    found += _role_blockers(batch, Role.INSTRUCTOR, instructors)
    found += _role_blockers(batch, Role.ASSESSOR, assessors)
    if not batch.version.trainer_may_assess:
        for person in sorted(set(instructors) & set(assessors), key=str):
            message = _("%(name)s teaches this batch, so somebody else has to assess it.") % {"name": person}
            found.append(Blocker("trainer_assesses", message))
    return found


def _role_blockers(batch: Batch, role: Role, people: Iterable[User]) -> Iterator[Blocker]:
    for person in people:
        if person.training_center_id != batch.training_center_id or not person.has_role(role):
            message = _("%(name)s is no %(role)s of this training center.")
            yield Blocker("wrong_role", message % {"name": person, "role": role.label.lower()})


@transaction.atomic
def assign_staff(batch: Batch, *, by: User, instructors: list[User], assessors: Sequence[User] = ()) -> Batch:
    """Sets the instructors and assessors. Sessions are reassigned when the schedule is regenerated."""
    batch = locked_alone(batch)
    refuse_if(staff_blockers(batch, instructors=instructors, assessors=assessors))
    batch.staff.all().delete()
    duties = ((BatchStaff.Duty.INSTRUCTOR, instructors), (BatchStaff.Duty.ASSESSOR, assessors))
    BatchStaff.objects.bulk_create(
        [BatchStaff(batch=batch, user=user, duty=duty) for duty, users in duties for user in dict.fromkeys(users)]
    )
    names = {duty.value: [user.pk for user in users] for duty, users in duties}
    audit.record("batch.assign_staff", by=by, target=batch, **names)
    return batch
