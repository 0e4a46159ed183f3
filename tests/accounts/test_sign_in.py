"""Signing in and out: what works, what does not, and what an answer gives away."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse

from accounts import administering, password_confirming
from core import clock
from core.models import AuditEvent, Job
from tests.conftest import MONDAY
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SIGN_IN, HOME = "/masuk/", "/"
PASSWORD = "a-long-test-password"
WRONG = "Nama pengguna atau kata sandi salah"
NEW = {"new_password1": "kuda-lampu-sungai-9", "new_password2": "kuda-lampu-sungai-9"}


@pytest.fixture
def user():
    return UserFactory(roles=["registrar"], username="siti", full_name="Siti Rahmawati")


@pytest.fixture
def administrator(user):
    return UserFactory(roles=["administrator"], facility=user.facility)


def sign_in_with(client, password=PASSWORD, username="siti", **fields):
    return client.post(SIGN_IN, {"username": username, "password": password, **fields})


def is_signed_in(client):
    return client.get(HOME).status_code == 200


def test_right_password_opens_the_home_page_and_is_audited(client, user):
    answer = sign_in_with(client)

    assert (answer.status_code, answer["Location"]) == (302, HOME)
    assert is_signed_in(client)
    assert AuditEvent.objects.about(user).filter(action="user.sign_in").count() == 1


def test_session_is_a_new_one_after_signing_in(client, user):
    client.get(SIGN_IN)
    client.session["left"] = "behind"
    before = client.session.session_key

    sign_in_with(client)

    assert client.session.session_key != before


def test_a_name_longer_than_any_account_has_is_refused_and_noted_nowhere(client, user):
    answer = sign_in_with(client, username="x" * 100_000)

    assert (answer.status_code, WRONG in answer.content.decode()) == (200, True)
    assert AccessAttempt.objects.count() == 0


@pytest.mark.parametrize("case", ["wrong password", "unknown user", "inactive user"])
def test_refusals_look_alike(client, user, case):
    UserFactory(roles=["registrar"], username="lama", is_active=False)
    username = {"wrong password": "siti", "unknown user": "nobody", "inactive user": "lama"}[case]
    password = "wrong-wrong-wrong" if case == "wrong password" else PASSWORD

    page = sign_in_with(client, password, username).content.decode()

    assert WRONG in page
    assert not is_signed_in(client)


def test_next_leads_to_a_page_of_this_site_only(client, user):
    assert sign_in_with(client, next="/akun/")["Location"] == "/akun/"
    client.logout()
    assert sign_in_with(client, next="https://elsewhere.example/")["Location"] == HOME


def test_five_failures_lock_the_account_even_for_the_right_password(client, user):
    answers = [sign_in_with(client, "wrong-wrong-wrong").status_code for _ in range(5)]

    assert answers == [200, 200, 200, 200, 429]
    assert sign_in_with(client).status_code == 429
    assert not is_signed_in(client)


def test_lock_is_of_one_account_and_ends_by_itself(client, user):
    UserFactory(roles=["registrar"], username="budi")
    for _ in range(5):
        sign_in_with(client, "wrong-wrong-wrong")

    assert sign_in_with(client, username="budi").status_code == 302
    client.logout()
    AccessAttempt.objects.update(attempt_time=AccessAttempt.objects.get().attempt_time - timedelta(minutes=16))
    assert sign_in_with(client).status_code == 302


def one_time_password(user, by):
    new = administering.NewPassword.for_one_time()
    administering.give_one_time_password(user, by=by, new=new)
    password_confirming.confirm(user, by=UserFactory(roles=["auditor"], facility=user.facility))
    return new.clear


def test_new_password_is_not_printed_in_a_traceback_or_a_log():
    new = administering.NewPassword.for_one_time()

    assert repr(new) == "NewPassword()"


def test_one_time_password_of_the_administrator_lifts_the_lock(client, user, administrator):
    for _ in range(5):
        sign_in_with(client, "wrong-wrong-wrong")

    password = one_time_password(user, administrator)

    assert sign_in_with(client, password).status_code == 302


def test_one_time_password_opens_nothing_but_the_change_of_it(client, user, administrator):
    password = one_time_password(user, administrator)
    sign_in_with(client, password)

    assert client.get(HOME)["Location"] == reverse("accounts:password_change")
    assert client.get("/warga-binaan/")["Location"] == reverse("accounts:password_change")

    changed = client.post(reverse("accounts:password_change"), {"old_password": password, **NEW})
    assert changed["Location"] == HOME
    assert is_signed_in(client)
    user.refresh_from_db()
    assert (user.must_change_password, user.one_time_password_until) == (False, None)


def test_one_time_password_works_for_24_hours(client, user, administrator):
    password = one_time_password(user, administrator)

    with clock.moved_to(MONDAY + timedelta(hours=24, minutes=1)):
        page = sign_in_with(client, password).content.decode()
        assert "sudah tidak berlaku" in page or "kedaluwarsa" in page
        assert not is_signed_in(client)
    with clock.moved_to(MONDAY + timedelta(hours=23)):
        assert sign_in_with(client, password).status_code == 302


def test_one_time_password_ends_open_sign_ins(client, user, administrator, sign_in):
    sign_in(user)
    assert is_signed_in(client)

    one_time_password(user, administrator)

    assert not is_signed_in(client)


def test_own_password_needs_the_old_one(client, user, sign_in):
    refused = sign_in(user).post(reverse("accounts:password_change"), {"old_password": "no", **NEW})

    assert refused.status_code == 422
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_one_time_password_cannot_become_the_password(client, user, administrator):
    password = one_time_password(user, administrator)
    sign_in_with(client, password)

    same = {"old_password": password, "new_password1": password, "new_password2": password}
    refused = client.post(reverse("accounts:password_change"), same)

    assert refused.status_code == 422
    user.refresh_from_db()
    assert user.must_change_password


def test_old_password_is_not_guessed_on_an_unlocked_pc(client, user, sign_in):
    sign_in(user)
    guesses = [
        client.post(reverse("accounts:password_change"), {"old_password": f"no-{number}", **NEW}).status_code
        for number in range(6)
    ]

    right = client.post(reverse("accounts:password_change"), {"old_password": PASSWORD, **NEW})

    assert guesses[:4] == [422] * 4
    assert right.status_code == 429
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize(
    "password", ["short-one", "password1234", "123456789012345", "Siti-Rahmawati", "rutanrutanrutan", "Terampil-2026"]
)
def test_password_that_others_would_try_is_refused(user, password):
    with pytest.raises(ValidationError):
        password_validation.validate_password(password, user)


def test_password_of_several_words_is_taken(user):
    assert password_validation.validate_password(NEW["new_password1"], user) is None


def test_idle_sign_in_ends_after_the_minutes_of_the_office(client, user, sign_in):
    sign_in(user)
    assert is_signed_in(client)

    with clock.moved_to(MONDAY + timedelta(minutes=29)):
        assert is_signed_in(client)
    with clock.moved_to(MONDAY + timedelta(minutes=29 + 31)):
        assert not is_signed_in(client)


def test_page_that_asks_by_itself_keeps_no_sign_in_open(client, user, sign_in):
    sign_in(user)
    assert is_signed_in(client)

    with clock.moved_to(MONDAY + timedelta(minutes=29)):
        assert client.get(HOME, headers={"Unattended": "1"}).status_code == 200
    with clock.moved_to(MONDAY + timedelta(minutes=31)):
        assert client.get(HOME, headers={"Unattended": "1"}).status_code == 302
        assert not is_signed_in(client)


def test_page_of_a_job_says_that_nobody_clicked():
    job = Job(total=2)

    assert 'hx-headers=\'{"Unattended": "1"}\'' in render_to_string("core/_job_progress.html", {"job": job})


def test_signing_out_clears_what_the_browser_keeps(client, user, sign_in):
    answer = sign_in(user).post(reverse("accounts:sign_out"))

    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert answer["Location"] == SIGN_IN
    assert not is_signed_in(client)
    assert AuditEvent.objects.about(user).filter(action="user.sign_out").count() == 1


def test_language_of_the_pages_is_the_users_choice(client, user, sign_in):
    sign_in(user)
    assert 'lang="id"' in client.get(HOME).content.decode()

    assert client.post(reverse("accounts:language_change"), {"language": "en"}).status_code == 302
    assert 'lang="en"' in client.get(HOME).content.decode()
    assert client.post(reverse("accounts:language_change"), {"language": "xx"}).status_code == 422


def test_sign_in_page_is_indonesian_whatever_the_browser_asks(client):
    assert 'lang="id"' in client.get(SIGN_IN, headers={"accept-language": "en"}).content.decode()
