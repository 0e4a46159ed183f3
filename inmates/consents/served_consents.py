"""Consents of parents and guardians, from their end, or from their day: by then the child is grown."""

from django.db.models import Q
from django.db.models.functions import Coalesce

from core.served_rows import ServedRows
from inmates.consents.models import GuardianConsent

GUARDIANS = ServedRows(
    GuardianConsent,
    office=lambda center: Q(training_center=center),
    since=Coalesce("ended_on", "given_on"),
)
