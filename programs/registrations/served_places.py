"""Registrations that led to a place or that nobody decided, from the end of their class; the place stays."""

from django.db.models import Q

from core.served_rows import ServedRows
from programs.registrations.models import Registration
from programs.registrations.served_registrations import CAME_TO_NOTHING

PLACED = ServedRows(
    Registration,
    office=lambda center: Q(batch__training_center=center),
    since="batch__ends_on",
    where=~Q(state__in=CAME_TO_NOTHING, enrollment=None),
)
