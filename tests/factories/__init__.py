from tests.factories.accounts import FacilityFactory, TrainingCenterFactory, UserFactory
from tests.factories.inmates import HousingFactory, LimitingDateFactory, PersonFactory, RegisterNumberFactory
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
    WeekPatternFactory,
    cancelled,
    count_heads,
)
from tests.factories.tools import ConsumableFactory, ToolFactory

__all__ = [
    "AgreementFactory",
    "ApplicationFactory",
    "BatchFactory",
    "ConsumableFactory",
    "EnrollmentFactory",
    "EntryRuleSetFactory",
    "FacilityFactory",
    "HousingFactory",
    "LimitingDateFactory",
    "PersonFactory",
    "ProgramFactory",
    "ProgramUnitFactory",
    "ProgramVersionFactory",
    "RegisterNumberFactory",
    "SessionFactory",
    "ToolFactory",
    "TrainingCenterFactory",
    "UserFactory",
    "VocationFactory",
    "WeekPatternFactory",
    "cancelled",
    "count_heads",
]
