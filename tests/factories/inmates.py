from datetime import date

import factory

from inmates.custody.models.stays import CustodyPeriod, Housing, LimitingDate, RegisterNumber
from inmates.people.models import Inmate
from inmates.people.names import name_key, name_sort
from tests.factories.accounts import FacilityFactory


class InmateFactory(factory.django.DjangoModelFactory):
    """`with_custody=True` adds stay, register number B.I, housing and a sentence that ends in 2030."""

    class Meta:
        model = Inmate
        skip_postgeneration_save = True

    facility = factory.SubFactory(FacilityFactory)
    full_name = factory.Sequence(lambda n: f"Peserta Contoh {n}")
    name_key = factory.LazyAttribute(lambda inmate: name_key(inmate.full_name))
    name_sort = factory.LazyAttribute(lambda inmate: name_sort(inmate.full_name))
    birth_place = "Rantau"
    birth_date = date(1995, 5, 17)
    sex = "L"
    education = "SMA"

    @factory.post_generation
    def with_custody(self, create, extracted, **kwargs):
        if extracted:
            CustodyPeriod.objects.create(inmate=self, facility=self.facility, from_date=date(2025, 1, 6))
            RegisterNumberFactory(inmate=self)
            HousingFactory(inmate=self)
            LimitingDateFactory(inmate=self)


class RegisterNumberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RegisterNumber

    inmate = factory.SubFactory(InmateFactory)
    facility = factory.SelfAttribute("inmate.facility")
    number = factory.Sequence(lambda n: f"B.I {n}/2025")
    number_key = factory.LazyAttribute(lambda row: "".join(char for char in row.number.lower() if char.isalnum()))
    register_class = "B.I"
    from_date = date(2025, 1, 6)


class HousingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Housing

    inmate = factory.SubFactory(InmateFactory)
    block = "A"
    cell = "07"
    from_date = date(2025, 1, 6)


class LimitingDateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LimitingDate

    inmate = factory.SubFactory(InmateFactory)
    kind = LimitingDate.Kind.SENTENCE_END
    date = date(2030, 1, 6)
