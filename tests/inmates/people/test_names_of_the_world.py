"""Whatever name a register has, it can be entered, is shown as written, sorted, and found by its own words."""

import html
import re

import pytest
from django.urls import reverse
from hypothesis import given

from inmates.people.models import Person
from inmates.people.names import WORDS, name_key, name_sort
from tests.conftest import FormClient
from tests.factories import FacilityFactory, PersonFactory, UserFactory
from tests.world.names import all_names
from tests.world.strategies import examples, names, names_of_world, register_numbers


@examples(8)
@given(names())
def test_keys_of_any_text_are_short_plain_words(name):
    assert re.fullmatch(r"([a-z0-9]+( [a-z0-9]+)*)?", name_key(name)[:200].strip())
    assert len(name_key(name)) <= 200
    assert len(name_sort(name)) <= 200
    assert name_sort(name) == " ".join(WORDS.findall(name_sort(name)))


def test_capitals_and_blanks_of_a_name_make_no_other_key():
    for name in all_names():
        assert name_key(name.upper()) == name_key(f"  {name} ".replace(" ", "  ")) == name_key(name)
        assert name_sort(name.upper()) == name_sort(name)


@examples(8)
@given(names_of_world())
def test_each_word_of_a_name_is_a_part_of_its_key(name):
    for word in name.split():
        assert name_key(word) in name_key(name)


@pytest.mark.django_db
@examples(0.6)
@given(names_of_world())
def test_person_is_found_by_each_word_of_the_name(name):
    person = PersonFactory(full_name=name)

    assert [word for word in name.split() if not Person.objects.named_like(word).filter(pk=person.pk).exists()] == []


@pytest.mark.django_db
@examples(0.4)
@given(names(), register_numbers())
def test_name_is_entered_shown_as_written_and_listed(name, number):
    facility = FacilityFactory()
    client = signed_in(UserFactory(roles=["registrar"], facility=facility))

    answer = client.post(reverse("inmates:add"), {"full_name": name, "number": number, "entered": "02/11/2026"})

    if answer.status_code == 422:
        reasons = [reason for found in answer.context["form"].errors.values() for reason in found]
        assert reasons != []
        assert [reason for reason in reasons if html.escape(reason) not in answer.content.decode()] == []
        return
    person = Person.objects.get(facility=facility)
    assert answer.status_code == 302
    for path in (answer["Location"], reverse("inmates:list")):
        assert html.escape(person.full_name) in client.get(path).content.decode()


def signed_in(user):
    client = FormClient()
    client.force_login(user, backend="accounts.backends.RoleBackend")
    return client
