"""Hearings of classes long over, once no application names them any more."""

from django.db.models import Q

from core.served_rows import ServedRows
from programs.selection.models import Hearing

HEARINGS = ServedRows(
    Hearing, office=lambda facility: Q(batch__facility=facility), since="batch__ends_on", where=Q(decisions=None)
)
