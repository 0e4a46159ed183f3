"""Training records that keep the import of the person they name from being undone."""

from django.db.models import Model

from inmates.imports.dependents import dependents
from programs.attendance.models.session_day import KnownAbsence
from programs.interviews.models import Interview, TrainingGoal
from programs.places.models import Enrollment
from programs.recognized_units.models import RecognizedUnit
from programs.registrations.models import Registration
from programs.selection.models import Application


@dependents.register
def models() -> tuple[type[Model], ...]:
    return Application, Enrollment, KnownAbsence, Interview, RecognizedUnit, Registration, TrainingGoal
