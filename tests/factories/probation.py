"""Shares with probation officers, all invented."""

from datetime import date

import factory

from outcomes.probation.models import ClientShare
from tests.factories.accounts import FacilityFactory, UserFactory
from tests.factories.inmates import PersonFactory
from tests.factories.programs import EnrollmentFactory


class ClientShareFactory(factory.django.DjangoModelFactory):
    """The yes of somebody in custody to an officer, in November 2026."""

    class Meta:
        model = ClientShare

    facility = factory.SubFactory(FacilityFactory)
    person = factory.LazyAttribute(lambda row: PersonFactory(facility=row.facility))
    officer = factory.LazyFunction(lambda: UserFactory(roles=["bapas_officer"]))
    text_version = "BAPAS-v1"
    agreed_on = date(2026, 11, 20)
    recorded_by = factory.LazyAttribute(lambda row: UserFactory(roles=["training_officer"], facility=row.facility))


def trained_inside(consent, **batch):
    """A place, now over, of the person in a class that the center held in a facility."""
    return EnrollmentFactory(
        person=consent.person,
        **{f"batch__{name}": value for name, value in batch.items()},
        batch__training_center=consent.training_center,
        batch__state="finished",
        state="completed",
    )
