from datetime import date

import factory

from inmates.custody.models.stays import CustodyPeriod, Housing, LimitingDate, RegisterNumber
from inmates.people.models import Person
from inmates.people.names import name_key, name_sort
from tests.factories.accounts import FacilityFactory

# One syllable a digit, in their order. No name is another spelling of another one, as 11 would be of 1 in a search key,
# and none holds a word that no paper may say.
SYLLABLES = dict(zip("0123456789", ["bo", "de", "fu", "ge", "ho", "ju", "ke", "lo", "mu", "no"], strict=True))


def given_name(number: int) -> str:
    """A different name for each number."""
    return "".join(SYLLABLES[digit] for digit in str(number)).capitalize()


class PersonFactory(factory.django.DjangoModelFactory):
    """`with_custody=True` adds stay, register number B.I, housing and a sentence that ends in 2030."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    facility = factory.SubFactory(FacilityFactory)
    full_name = factory.Sequence(lambda n: f"Peserta {given_name(n)}")
    name_key = factory.LazyAttribute(lambda person: name_key(person.full_name))
    name_sort = factory.LazyAttribute(lambda person: name_sort(person.full_name))
    birth_place = "Rantau"
    birth_date = date(1995, 5, 17)
    sex = "L"
    education = "SMA"

    @factory.post_generation
    def with_custody(self, create, extracted, **kwargs):
        if extracted:
            CustodyPeriod.objects.create(person=self, facility=self.facility, from_date=date(2025, 1, 6))
            RegisterNumberFactory(person=self)
            HousingFactory(person=self)
            LimitingDateFactory(person=self)


class RegisterNumberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RegisterNumber

    person = factory.SubFactory(PersonFactory)
    facility = factory.SelfAttribute("person.facility")
    number = factory.Sequence(lambda n: f"B.I {n}/2025")
    number_key = factory.LazyAttribute(lambda row: "".join(char for char in row.number.lower() if char.isalnum()))
    register_class = "B.I"
    from_date = date(2025, 1, 6)


class HousingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Housing

    person = factory.SubFactory(PersonFactory)
    block = "A"
    cell = "07"
    from_date = date(2025, 1, 6)


class LimitingDateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LimitingDate

    person = factory.SubFactory(PersonFactory)
    kind = LimitingDate.Kind.SENTENCE_END
    date = date(2030, 1, 6)
