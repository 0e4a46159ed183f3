from tests.factories.accounts import FacilityFactory, TrainingCenterFactory, UserFactory
from tests.factories.inmates import HousingFactory, InmateFactory, LimitingDateFactory, RegisterNumberFactory
from tests.factories.programs import (
    AgreementFactory,
    ApplicationFactory,
    BatchFactory,
    EnrollmentFactory,
    EntryRuleSetFactory,
    ProgramFactory,
    ProgramUnitFactory,
    ProgramVersionFactory,
    SessionFactory,
    VocationFactory,
)

__all__ = [
    "AgreementFactory",
    "ApplicationFactory",
    "BatchFactory",
    "EnrollmentFactory",
    "EntryRuleSetFactory",
    "FacilityFactory",
    "HousingFactory",
    "InmateFactory",
    "LimitingDateFactory",
    "ProgramFactory",
    "ProgramUnitFactory",
    "ProgramVersionFactory",
    "RegisterNumberFactory",
    "SessionFactory",
    "TrainingCenterFactory",
    "UserFactory",
    "VocationFactory",
]
