"""Whose results are locked."""

from django.db.models import Exists, OuterRef, Q

from certification.assessment.models.minutes import PersonSignOff
from certification.assessment.models.results import SignOff


def signed_off() -> Q:
    """Matches places whose results are locked by minutes."""
    return Q(Exists(SignOff.objects.filter(batch=OuterRef("batch")))) | Q(
        Exists(PersonSignOff.objects.filter(enrollment=OuterRef("pk")))
    )
