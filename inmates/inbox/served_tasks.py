"""Tasks that somebody acknowledged, or that ended by themselves."""

from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import Facility
from core.served_rows import ServedRows
from inmates.inbox.models import InboxTask
from inmates.people.open_matters import open_matters

TASKS = ServedRows(
    InboxTask,
    office=lambda office: Q(facility=office) if isinstance(office, Facility) else Q(training_center=office),
    # What nobody ever took up counts from its opening.
    since=Coalesce("acknowledged_at", "settled_at", "opened_at"),
)


@open_matters.register
def open_tasks() -> QuerySet[Any]:
    """Tasks that wait for somebody."""
    return InboxTask.objects.open()
