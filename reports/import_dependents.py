"""Records of reports that keep their person's import from being undone."""

from django.db.models import Model

from inmates.imports.dependents import dependents
from reports.breaches.models import AffectedPerson
from reports.retention.models import LegalHold
from reports.rights.models import RightsRequest
from reports.subject_file.models import SubjectRequest


@dependents.register
def models() -> tuple[type[Model], ...]:
    return (AffectedPerson, LegalHold, RightsRequest, SubjectRequest)
