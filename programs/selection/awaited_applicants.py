"""Applicants on whom the board has yet to decide, whose data are therefore completed first."""

from django.db.models import QuerySet

from inmates.profile.awaited_people import awaited
from programs.selection.models import Application


@awaited.register
def applicants() -> QuerySet:
    """Keys of everybody with an undecided application."""
    return Application.objects.filter(state=Application.State.SUBMITTED).order_by().values("person")
