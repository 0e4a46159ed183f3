"""The data protection officer's page of sign-ins, failures and refusals."""

import pytest
from django.urls import reverse

from accounts import sign_in_events
from accounts.sign_in_events import DENIED, FAILED
from core import audit
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
PAGE = reverse("reports:sign_in_list")
WHERE = {"address": "10.1.2.3", "session": "0123456789abcdef", "page": "pengguna/<uuid:public_id>/"}


@pytest.fixture
def colleague(auditor):
    return UserFactory(roles=["registrar"], facility=auditor.facility, full_name="Siti Aminah")


def fail(colleague):
    by = sign_in_events.Stranger(colleague.office_code)
    audit.record(FAILED, by=by, target=colleague, address="10.1.2.3", session="", page="masuk/")


def shown(answer):
    return [
        (line.account, line.event.action, line.address, line.session, line.page)
        for line in (event.line for event in answer.context["page"])
    ]


def test_failure_names_the_account_and_a_refusal_its_page(sign_in, auditor, colleague):
    fail(colleague)
    audit.record(DENIED, by=colleague, target=colleague, **WHERE)
    audit.record(FAILED, by=None, target=None, **WHERE, name="a1b2c3")

    found = shown(sign_in(auditor).get(PAGE))

    assert found[:3] == [
        ("Nama tidak dikenal (a1b2c3)", FAILED, "10.1.2.3", "012345", "/pengguna/…/"),
        ("Siti Aminah", DENIED, "10.1.2.3", "012345", "/pengguna/…/"),
        ("Siti Aminah", FAILED, "10.1.2.3", "", "/masuk/"),
    ]


def test_event_from_before_addresses_were_kept_has_a_dash(sign_in, auditor, colleague):
    audit.record("user.sign_in", by=colleague, target=colleague)

    assert shown(sign_in(auditor).get(PAGE)) == [("Siti Aminah", "user.sign_in", "–", "", "/")]


def test_events_are_narrowed_by_account_kind_and_day(sign_in, auditor, colleague):
    fail(colleague)
    audit.record(DENIED, by=auditor, target=auditor, **WHERE)
    client = sign_in(auditor)

    assert len(shown(client.get(f"{PAGE}?account={colleague.pk}"))) == 1
    assert [row[1] for row in shown(client.get(f"{PAGE}?kind={DENIED}"))] == [DENIED]
    assert shown(client.get(f"{PAGE}?until=22/11/2026")) == []
    assert len(shown(client.get(f"{PAGE}?since=23/11/2026"))) == 2
    stranger = UserFactory(roles=["registrar"])
    assert stranger.full_name not in client.get(f"{PAGE}?account={stranger.pk}").content.decode()


def test_page_costs_the_same_for_one_row_and_for_thirty(sign_in, auditor, colleague, django_assert_num_queries):
    client = sign_in(auditor)
    fail(colleague)
    client.get(PAGE)
    with django_assert_num_queries(5):
        client.get(PAGE)
    for _number in range(29):
        fail(colleague)
    client.get(PAGE)
    with django_assert_num_queries(5):
        client.get(PAGE)
