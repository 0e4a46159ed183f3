"""Employers and need records, all invented."""

from datetime import date

import factory

from outcomes.needs.models import Employer, NeedRecord
from outcomes.needs.need_age import last_day
from tests.factories.accounts import TrainingCenterFactory, UserFactory
from tests.factories.programs import VocationFactory


class EmployerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Employer

    training_center = factory.SubFactory(TrainingCenterFactory)
    name = factory.Sequence(lambda n: f"Bengkel Contoh {n}")
    field = "Konstruksi besi"
    village = "Binuang"
    may_contact = True
    recorded_by = factory.LazyAttribute(
        lambda row: UserFactory(roles=["placement_officer"], training_center=row.training_center)
    )


class NeedRecordFactory(factory.django.DjangoModelFactory):
    """Six welders, from a visit in October 2026."""

    class Meta:
        model = NeedRecord

    training_center = factory.SubFactory(TrainingCenterFactory)
    vocation = factory.SubFactory(VocationFactory)
    employer = factory.SubFactory(EmployerFactory, training_center=factory.SelfAttribute("..training_center"))
    kind = "KUN"
    job = "Tukang las"
    number = 6
    source = "Pemilik"
    recorded_on = date(2026, 10, 12)
    valid_until = factory.LazyAttribute(lambda row: last_day(row.recorded_on))
    recorded_by = factory.LazyAttribute(
        lambda row: UserFactory(roles=["placement_officer"], training_center=row.training_center)
    )
