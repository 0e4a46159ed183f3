"""Vacancies and introductions, all invented."""

from datetime import date

import factory

from outcomes.placement.models import Introduction, IntroductionStep, Vacancy, VacancyUnit
from tests.factories.accounts import UserFactory
from tests.factories.certification import UnitResultFactory
from tests.factories.followup import ConsentFactory
from tests.factories.needs import EmployerFactory
from tests.factories.programs import RecognizedUnitFactory, VocationFactory


class VacancyFactory(factory.django.DjangoModelFactory):
    """Two places for welders in Binuang, open until the end of the year; `must` and `nice` are codes of units."""

    class Meta:
        model = Vacancy
        skip_postgeneration_save = True

    training_center = factory.SubFactory("tests.factories.TrainingCenterFactory")
    employer = factory.SubFactory(EmployerFactory, training_center=factory.SelfAttribute("..training_center"))
    vocation = factory.SubFactory(VocationFactory)
    job = "Tukang las fillet"
    number = 2
    place = "Binuang"
    opened_on = date(2026, 11, 9)
    closes_on = date(2026, 12, 31)
    recorded_by = factory.LazyAttribute(
        lambda row: UserFactory(roles=["placement_officer"], training_center=row.training_center)
    )

    @factory.post_generation
    def must(self, create, codes, **kwargs):
        _ask(self, codes, is_must=True)

    @factory.post_generation
    def nice(self, create, codes, **kwargs):
        _ask(self, codes, is_must=False)


def _ask(vacancy, codes, *, is_must):
    for code in codes or ():
        VacancyUnit.objects.create(vacancy=vacancy, code=code, title=f"Unit {code}", is_must=is_must)


def jobseeker(center, name="Rusmini Apriliani", **fields):
    """The consent of a graduate who may be proposed for jobs."""
    consent = ConsentFactory(training_center=center, may_match=True, **fields)
    consent.person.set_name(name)
    consent.person.save()
    return consent


def passes(consent, *codes):
    """Lets the person pass these units of the version in which they were trained."""
    place = consent.person.enrollments.get()
    for position, code in enumerate(codes, 50):
        unit = place.batch.version.units.create(position=position, code=code, title=f"Unit {code}", jp=8)
        UnitResultFactory(enrollment=place, unit=unit, assessed_on=date(2026, 8, 1))


def recognized(consent, code, **fields):
    """A unit passed elsewhere that the center has recognized."""
    by = UserFactory(roles=["blk_coordinator"], training_center=consent.training_center)
    return RecognizedUnitFactory(
        person=consent.person, training_center=consent.training_center, code=code, accepted_by=by, **fields
    )


def introduced(vacancy, consent, step="DIUSULKAN", letter=None, on=date(2026, 11, 16)):
    """An introduction as it stands at this step."""
    made = Introduction.objects.create(vacancy=vacancy, consent=consent, step=step, letter=letter, stepped_on=on)
    IntroductionStep.objects.create(introduction=made, step=step, on=on, by=vacancy.recorded_by)
    return made
