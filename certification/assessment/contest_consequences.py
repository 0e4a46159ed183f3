"""Consequences of contested results: tasks, and handling of papers that print the old result."""

from datetime import date

from accounts.models import TrainingCenter
from accounts.roles import Role
from certification.register.models import Certificate
from core.occasions import Occasion
from inmates.inbox.inbox_tasks import Kind, open_task
from programs.catalog.models import ProgramUnit
from programs.places.models import Enrollment

result_changes: Occasion[Enrollment] = Occasion()
"""Of this place an appeal or a correction has changed a result; the new one is stored, in the same transaction."""


def matter(place: Enrollment, unit: ProgramUnit) -> str:
    """Identifies one result among the tasks about a person."""
    return f"{place.pk}-{unit.pk}"


def tell(
    kind: Kind,
    place: Enrollment,
    unit: ProgramUnit,
    *,
    role: Role,
    center: TrainingCenter,
    due_on: date | None = None,
) -> None:
    """Opens a task about this result for a role of the training center."""
    values = {
        "batch": place.batch.name,
        "place": str(place.public_id),
        "unit": unit.short_code,
        "position": unit.position,
    }
    about = matter(place, unit)
    open_task(kind, role=role, office=center, person=place.person, matter=about, values=values, due_on=due_on)


def issued_of(place: Enrollment) -> list[Certificate]:
    """Papers of this place in force; they keep the words with which they were issued."""
    return list(Certificate.objects.filter(enrollment=place, state=Certificate.State.ISSUED).without_content())
