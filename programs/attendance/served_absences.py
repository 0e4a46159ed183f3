"""Announced absences that are long past."""

from django.db.models import Q

from core.served_rows import ServedRows
from programs.attendance.models.session_day import KnownAbsence

ABSENCES = ServedRows(KnownAbsence, office=lambda facility: Q(facility=facility), since="ends_at")
