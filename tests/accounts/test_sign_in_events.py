"""What the audit keeps of failures, lock-outs, refusals and confirmations, and what it never keeps."""

import json
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as property_tests
from hypothesis import strategies as st

from accounts import sign_in_events
from accounts.sign_in_events import ADDRESS_BLOCKED, CONFIRMED, DENIED, FAILED, LOCKED, UNCONFIRMED
from core import audit, clock
from core.models import AuditEvent
from tests.conftest import MONDAY, FormClient
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
SIGN_IN, PASSWORD = "/masuk/", "a-long-test-password"


@pytest.fixture
def user():
    return UserFactory(roles=["registrar"], username="siti")


def try_in(client, username="siti", password="wrong-wrong-wrong", address="10.1.2.3"):
    return client.post(SIGN_IN, {"username": username, "password": password}, REMOTE_ADDR=address)


def events(*actions):
    return list(AuditEvent.objects.filter(action__in=actions).order_by("pk"))


def test_failure_is_of_the_account_and_of_nobody_who_acts(client, user):
    try_in(client)

    (event,) = events(FAILED)
    assert (event.chain, event.target_id, event.actor_id) == (user.office_code, str(user.pk), None)
    assert event.actor_name == sign_in_events.NOBODY
    assert event.details == {"address": "10.1.2.3", "session": "", "page": "masuk/"}


def test_lock_is_said_once_and_attempts_that_meet_it_add_nothing(client, user):
    for _attempt in range(8):
        try_in(client)

    assert sorted(event.action for event in events(FAILED, LOCKED)) == [LOCKED] + [FAILED] * 5


def test_attempts_while_locked_do_not_make_the_lock_longer(client, user):
    for _attempt in range(5):
        try_in(client)
    begun = AccessAttempt.objects.get().attempt_time

    try_in(client)

    assert AccessAttempt.objects.get().attempt_time == begun


def test_right_password_is_a_sign_in_with_its_session(client, user):
    try_in(client, password=PASSWORD)

    (event,) = events(sign_in_events.SIGNED_IN)
    assert len(event.details["session"]) == 16
    assert client.session.session_key not in json.dumps(event.details)


@property_tests(max_examples=25)
@given(name=st.text(min_size=7, max_size=150).filter(lambda text: text.strip() == text and "\0" not in text))
def test_what_was_typed_for_a_name_is_kept_nowhere(client, name):
    try_in(client, username=name)

    kept = json.dumps([event.details for event in events(FAILED)], ensure_ascii=False)
    attempts = "".join(f"{row.username}{row.post_data}{row.get_data}" for row in AccessAttempt.objects.all())
    assert name not in kept
    assert name not in attempts


def test_equal_unknown_names_have_one_mark_and_others_another(client):
    for name in ("rahasia-sekali-1", "rahasia-sekali-1", "Rahasia-Sekali-2"):
        try_in(client, username=name)

    first, again, other = (event.details["name"] for event in events(FAILED))
    assert (first == again, first == other, len(first)) == (True, False, 6)
    assert {event.chain for event in events(FAILED)} == {audit.SYSTEM}


def test_passwords_of_a_refused_change_stay_in_no_table(client, user, sign_in):
    new = {"new_password1": "kuda-lampu-sungai-9", "new_password2": "kuda-lampu-sungai-9"}
    sign_in(user).post(reverse("accounts:password_change"), {"old_password": "salah-ketik-1", **new})

    kept = AccessAttempt.objects.get().post_data
    assert ("salah-ketik-1" in kept, "kuda-lampu-sungai-9" in kept) == (False, False)


def test_one_password_over_many_names_ends_at_the_limit(client, user, settings):
    settings.SPRAYED_NAMES = 4
    for number in range(4):
        assert try_in(client, username=f"nama{number}").status_code == 200

    assert try_in(client, password=PASSWORD).status_code == 429
    assert try_in(client, username="lain").status_code == 429
    assert try_in(client, password=PASSWORD, address="10.9.9.9").status_code == 302
    assert len(events(ADDRESS_BLOCKED)) == 1
    assert len(events(FAILED)) == 4


def test_one_network_of_addresses_is_one_who_tries(client, user):
    answers = [try_in(client, address=f"2001:db8:0:1::{number:x}").status_code for number in range(1, 6)]

    assert answers == [200, 200, 200, 200, 429]
    assert try_in(client, password=PASSWORD, address="2001:db8:0:1:ffff::1").status_code == 429
    assert try_in(client, password=PASSWORD, address="2001:db8:0:2::1").status_code == 302


def test_failures_of_one_name_and_of_those_who_came_in_block_no_address(client, user, settings):
    settings.SPRAYED_NAMES = 3
    UserFactory(roles=["registrar"], username="budi")
    for _attempt in range(3):
        try_in(client)
    try_in(client, username="budi")
    try_in(client, username="budi", password=PASSWORD)
    client.logout()

    try_in(client, username="lain")

    assert try_in(client, username="budi", password=PASSWORD).status_code == 302
    assert events(ADDRESS_BLOCKED) == []


def test_page_that_the_role_does_not_open_is_noted(client, user, sign_in):
    assert sign_in(user).get(reverse("accounts:user_list")).status_code == 403

    (event,) = events(DENIED)
    assert (event.actor_id, event.target_id, event.details["page"]) == (user.pk, str(user.pk), "pengguna/")


def test_form_from_elsewhere_is_no_refusal_of_a_role(user):
    client = FormClient(enforce_csrf_checks=True)
    client.force_login(user, backend="accounts.backends.RoleBackend")

    assert client.post(reverse("accounts:language_change"), {"language": "en"}).status_code == 403
    assert events(DENIED) == []


def test_page_refused_to_nobody_in_particular_is_not_noted(client):
    assert client.get(reverse("accounts:user_list")).status_code == 302
    assert events(DENIED) == []


def test_confirmations_are_noted_whether_they_succeed_or_not(sign_in, user):
    client = sign_in(user)
    with clock.moved_to(MONDAY + timedelta(minutes=6)):
        client.post(reverse("accounts:identity_confirm"), {"password": "wrong-wrong-wrong"})
        client.post(reverse("accounts:identity_confirm"), {"password": PASSWORD})

    failed, done = events(UNCONFIRMED, CONFIRMED)
    assert (failed.action, failed.actor_id, done.action) == (UNCONFIRMED, user.pk, CONFIRMED)
    assert failed.details["session"] == done.details["session"] != ""


def test_office_sees_its_own_and_names_of_nobody(client, user):
    auditor = UserFactory(roles=["auditor"], facility=user.facility)
    UserFactory(roles=["registrar"], username="jauh")
    for name in ("siti", "jauh", "entah-siapa"):
        try_in(client, username=name)
    audit.record("office.change", by=user, target=user)
    audit.record(DENIED, by=None)

    seen = [event.chain for event in sign_in_events.visible_to(auditor).order_by("pk")]

    assert seen == [user.office_code, audit.SYSTEM]


def test_operator_lifts_a_lock(client, user):
    for _attempt in range(5):
        try_in(client)

    call_command("user_access", "siti", "unlock")

    assert try_in(client, password=PASSWORD).status_code == 302
