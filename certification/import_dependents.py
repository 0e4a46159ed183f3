"""Records of certificates that keep the import of the person they name from being undone."""

from django.db.models import Model

from certification.earlier_certificates.models import EarlierCertificate
from inmates.imports.dependents import dependents


@dependents.register
def models() -> tuple[type[Model], ...]:
    return (EarlierCertificate,)
