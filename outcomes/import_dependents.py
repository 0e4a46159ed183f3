"""Records of outcomes that keep their person's import from being undone."""

from django.db.models import Model

from inmates.imports.dependents import dependents
from outcomes.aids.models import CenterAid, FacilityAid
from outcomes.followup.models.consents import Consent
from outcomes.leaving.models import CurriculumVitae, Readiness, WorkAssignment
from outcomes.probation.models import ClientShare


@dependents.register
def models() -> tuple[type[Model], ...]:
    return CenterAid, ClientShare, Consent, CurriculumVitae, FacilityAid, Readiness, WorkAssignment
