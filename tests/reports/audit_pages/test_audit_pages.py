"""The pages of the data protection officer: what was done, who read what, in the own office only."""

from datetime import timedelta

import pytest
from django.template import Context, Template
from django.urls import reverse

from core import access, audit, clock
from reports.audit_pages import seen_pages
from tests.conftest import MONDAY
from tests.factories import PersonFactory, TrainingCenterFactory, UserFactory

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


def test_a_center_is_offered_no_subject_of_detention(pages, sign_in):
    center = UserFactory(roles=["auditor"], training_center=TrainingCenterFactory())
    assert 'value="hearing."' in pages.get(AUDIT).content.decode()

    offered = sign_in(center).get(AUDIT).content.decode()

    assert 'value="certificate."' in offered
    assert [code for code in ("person", "hearing", "import") if f'value="{code}."' in offered] == []


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("/warga-binaan/…/", "Warga binaan (/warga-binaan/…/)"),
        ("/", "Halaman /"),
        ("list", "list"),
    ],
)
def test_page_that_was_seen_is_told_by_its_name_in_the_menu(subject, words):
    assert seen_pages.seen(subject) == words


@pytest.mark.parametrize("url", [AUDIT, READING])
def test_long_lists_are_paged_with_the_same_number_of_queries(pages, colleague, url, django_assert_num_queries):
    def fill(count):
        for number in range(count):
            with clock.moved_to(MONDAY + timedelta(seconds=number)):
                did(colleague, "thing.done")
                access.log(access.Kind.EXPORT, "inmates.person", by=colleague, what="list")

    fill(1)
    pages.get(url)
    with django_assert_num_queries(3):
        pages.get(url)
    fill(59)
    # A list of more than a page is counted.
    with django_assert_num_queries(4):
        first = pages.get(url)

    assert len(rows(first)) == 50
    assert len(rows(pages.get(url + first.context["page"].next))) == 10


def test_words_reach_the_page_by_tags():
    page = Template(
        "{% load audits %}{{ 'entry_rules.put_in_force'|act }} / {{ 'agenda of the hearing'|seen }} / "
        "{% audit_record 'programs.entryruleset' '5' %}"
    )

    assert page.render(Context()) == "Syarat: diberlakukan / Bahan sidang TPP / Syarat no. 5"


def test_pages_show_the_words_and_no_code(pages, colleague):
    did(colleague, "user.sign_in")
    access.log(access.Kind.VIEW, "inmates.person", by=colleague, what="profile")

    assert "user.sign_in" not in pages.get(AUDIT).content.decode()
    assert "inmates.person" not in pages.get(READING).content.decode()
