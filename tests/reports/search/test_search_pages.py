"""The page of the one search: what it asks for, where it leads, what it costs and what it leaves in the access log."""

from datetime import date

import pytest
from django.urls import reverse

from core.models import AccessLogEntry
from inmates.custody.models.stays import CustodyPeriod
from reports.search import finding
from tests.factories import BatchFactory, FacilityFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
PAGE = "reports:search"


@pytest.fixture
def officer():
    return UserFactory(roles=["registrar"], facility=FacilityFactory())


def searched(client, words):
    return client.post(reverse(PAGE), {"mencari": "1", "q": words}, follow=True)


def test_whoever_is_sought_stands_in_no_address(officer, sign_in):
    PersonFactory(facility=officer.facility, full_name="Muhammad Yusuf")

    answer = searched(sign_in(officer), "Mohamad")

    ((address, status),) = answer.redirect_chain
    assert (status, "ohamad" in address) == (303, False)
    assert [hit.name for group in answer.context["groups"] for hit in group.hits] == ["Muhammad Yusuf"]


def test_more_than_five_lead_to_the_list_with_the_same_words(officer, sign_in):
    for number in range(6):
        PersonFactory(facility=officer.facility, full_name=f"Rahmah {'ABCDEF'[number]}")
    client = sign_in(officer)

    (group,) = searched(client, "Rahmah").context["groups"]

    assert (len(group.hits), "Rahmah" in group.all_address) == (5, False)
    assert len(client.get(group.all_address).context["page"].rows) == 6


def test_more_than_five_without_a_list_are_said_to_be_more(officer, sign_in):
    for number in range(6):
        person = PersonFactory(facility=None, full_name=f"Rahmah {'ABCDEF'[number]}")
        left = {"until": date(2026, 6, 1), "leaving": CustodyPeriod.Leaving.FULL_TERM}
        CustodyPeriod.objects.create(person=person, facility=officer.facility, from_date=date(2025, 1, 1), **left)

    answer = searched(sign_in(officer), "Rahmah")

    (group,) = answer.context["groups"]
    assert (len(group.hits), group.all_address) == (5, "")
    assert "Masih ada yang lain. Tulis lebih lengkap." in answer.text


def test_the_access_log_names_those_alone_whom_the_page_showed(officer, sign_in):
    people = [PersonFactory(facility=officer.facility, full_name=f"Rahmah {sign}") for sign in "ABCDEF"]

    searched(sign_in(officer), "Rahmah")

    (entry,) = AccessLogEntry.objects.filter(subject="/cari/")
    assert (sorted(entry.people), "Rahmah" in entry.query) == (sorted(one.pk for one in people[:5]), False)


@pytest.mark.parametrize("words", ["", "a", "-", "%", "\0", "..", "'"])
def test_too_few_words_find_nothing_and_say_so(officer, sign_in, words):
    PersonFactory(facility=officer.facility, full_name="Ali")

    answer = searched(sign_in(officer), words)

    assert (answer.status_code, answer.context["groups"]) == (200, [])
    assert "Tulis paling sedikit dua huruf" in answer.content.decode()


def test_whoever_left_is_found_by_those_who_may_know(officer, sign_in):
    person = PersonFactory(facility=None, full_name="Hasan Basri")
    CustodyPeriod.objects.create(
        person=person,
        facility=officer.facility,
        from_date=date(2025, 1, 1),
        until=date(2026, 6, 1),
        leaving=CustodyPeriod.Leaving.FULL_TERM,
    )
    elsewhere = UserFactory(roles=["registrar"], facility=FacilityFactory())

    (group,) = searched(sign_in(officer), "Hasan").context["groups"]

    assert [(hit.name, hit.note) for hit in group.hits] == [("Hasan Basri", "keluar 1 Jun 2026")]
    assert finding.find("Hasan", by=elsewhere, mark="") == []


def test_pages_are_found_by_what_they_are_called(officer, sign_in):
    group, help_group = searched(sign_in(officer), "impor").context["groups"]

    assert help_group.hits[0].address == reverse("reports:help_text", args=["impor"])
    assert [(hit.name, hit.address) for hit in group.hits] == [("Impor dari SDP", reverse("inmates:import_list"))]


@pytest.mark.parametrize("count", [1, 30])
def test_a_search_costs_the_same_for_one_and_for_many(sign_in, django_assert_num_queries, count):
    officer = UserFactory(roles=["training_officer"], facility=FacilityFactory())
    for _number in range(count):
        PersonFactory(facility=officer.facility, full_name="Rahmah")
        BatchFactory(facility=officer.facility, name=f"Las Rahmah {_number}")
    client = sign_in(officer)
    address = searched(client, "Rahmah").redirect_chain[0][0]

    with django_assert_num_queries(9):
        client.get(address)
