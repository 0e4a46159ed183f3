"""The pages of the data protection officer: what was done, who read what, in the own office only."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import access, audit, clock
from reports.audit_pages import audit_words
from tests.conftest import MONDAY
from tests.factories import PersonFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
AUDIT, READING = reverse("reports:audit_list"), reverse("reports:access_log")


@pytest.fixture
def pages(sign_in, auditor):
    return sign_in(auditor)


@pytest.fixture
def colleague(auditor):
    return UserFactory(roles=["registrar"], facility=auditor.facility, full_name="Siti Aminah")


def rows(answer):
    return answer.context["page"].rows


def did(user, action):
    audit.record(action, by=user, target=user)


def test_events_of_the_own_office_newest_first(pages, colleague):
    did(colleague, "first.thing")
    did(UserFactory(roles=["registrar"]), "foreign.thing")
    did(colleague, "second.thing")

    assert [event.action for event in rows(pages.get(AUDIT))] == ["second.thing", "first.thing"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("actor=aminah", ["office.change"]),
        ("actor=nobody", []),
        ("about=office.", ["office.change"]),
        ("about=certificate.", []),
        ("since=23/11/2026", ["office.change"]),
        ("since=24/11/2026", []),
        ("until=22/11/2026", []),
    ],
)
def test_events_are_filtered(pages, colleague, query, found):
    did(colleague, "office.change")

    assert [event.action for event in rows(pages.get(f"{AUDIT}?{query}"))] == found


def test_readings_of_the_own_office_are_filtered_by_kind_and_person(pages, colleague):
    person = PersonFactory(facility=colleague.facility)
    access.log(access.Kind.VIEW, person, by=colleague, what="profile")
    access.log(access.Kind.PRINT, person, by=colleague, what="roll")
    access.log(access.Kind.VIEW, person, by=UserFactory(roles=["registrar"]), what="elsewhere")

    assert [row.subject for row in rows(pages.get(READING))] == ["roll", "profile"]
    assert [row.subject for row in rows(pages.get(f"{READING}?kind=print"))] == ["roll"]
    assert rows(pages.get(f"{READING}?user=nobody")) == []


def test_reading_names_no_person(pages, colleague):
    person = PersonFactory(facility=colleague.facility)
    access.log(access.Kind.VIEW, person, by=colleague, what="profile")

    assert person.full_name not in pages.get(READING).content.decode()


@pytest.mark.parametrize("url", [AUDIT, READING])
def test_day_that_is_none_is_said_and_breaks_nothing(pages, url):
    assert pages.get(f"{url}?since=31/02/2026&until=x").status_code == 200


@pytest.mark.parametrize("url", [AUDIT, READING])
def test_long_lists_are_paged_with_the_same_number_of_queries(pages, colleague, url, django_assert_num_queries):
    def fill(count):
        for number in range(count):
            with clock.moved_to(MONDAY + timedelta(seconds=number)):
                did(colleague, "thing.done")
                access.log(access.Kind.EXPORT, "inmates.person", by=colleague, what="list")

    fill(1)
    pages.get(url)
    with django_assert_num_queries(4):
        pages.get(url)
    fill(59)
    with django_assert_num_queries(4):
        first = pages.get(url)

    assert len(rows(first)) == 50
    assert len(rows(pages.get(url + first.context["page"].next))) == 10


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("certificate.approve", "Sertifikat: disetujui"),
        ("program_version.open", "Versi program: dibuka"),
        ("user.unheard_of", "Pengguna: unheard of"),
        ("new_thing.done", "new thing: done"),
    ],
)
def test_act_is_told_in_words_and_an_unknown_one_without_its_lines(action, words):
    assert audit_words.act(action) == words


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("profile", "Profil"),
        ("certificate, copy 2", "Sertifikat, salinan ke- 2"),
        ("register 2026", "Buku nomor 2026"),
        ("something new", "something new"),
        ("page 7", "page 7"),
    ],
)
def test_reading_is_told_in_words(subject, words):
    assert audit_words.seen(subject) == words


@pytest.mark.parametrize(
    ("kind", "pk", "words"),
    [
        ("inmates.person", "7", "Warga binaan no. 7"),
        ("programs.programversion", "3", "Versi program no. 3"),
        ("inmates.person", "", "Warga binaan"),
        ("programs.new_kind", "1", "new kind no. 1"),
        ("", "", ""),
    ],
)
def test_record_is_told_by_its_kind_and_number(kind, pk, words):
    assert audit_words.record(kind, pk) == words


def test_pages_show_the_words_and_no_code(pages, colleague):
    did(colleague, "user.sign_in")
    access.log(access.Kind.VIEW, "inmates.person", by=colleague, what="profile")

    assert "user.sign_in" not in pages.get(AUDIT).content.decode()
    assert "inmates.person" not in pages.get(READING).content.decode()
