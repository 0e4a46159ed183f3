"""On whom the board has still to decide: the people whose data are completed first."""

from django.db.models import QuerySet

from inmates.profile.awaited_people import awaited
from programs.selection.models import Application


@awaited.register
def applicants() -> QuerySet:
    """Keys of everybody with an application without a decision."""
    return Application.objects.filter(state=Application.State.SUBMITTED).order_by().values("person")
