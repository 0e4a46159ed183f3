"""Certificates from before that a second person did not take into the register."""

from django.db.models import Q

from certification.earlier_certificates.models import EarlierCertificate
from core.served_rows import ServedRows

REFUSED = ServedRows(
    EarlierCertificate,
    office=lambda center: Q(training_center=center),
    since="decided_at",
    where=Q(state=EarlierCertificate.State.REFUSED),
)
