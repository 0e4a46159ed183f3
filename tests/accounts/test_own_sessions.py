"""Where a user is signed in, how long that lasts, and what an unknown browser tells."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import notices, own_sessions
from accounts.models import Notice, SignIn
from core import clock
from core.models import AuditEvent
from tests.conftest import MONDAY, FormClient
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
LIST, END = reverse("accounts:session_list"), reverse("accounts:session_end")
PASSWORD = "a-long-test-password"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def user():
    return UserFactory(roles=["registrar"], username="siti")


def enter(client=None, agent=FIREFOX, address="10.1.2.3"):
    client = client or FormClient()
    fields = {"username": "siti", "password": PASSWORD}
    client.post("/masuk/", fields, headers={"user-agent": agent}, REMOTE_ADDR=address)
    client.get("/")
    return client


def is_signed_in(client):
    return client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        (FIREFOX, "Firefox, Windows"),
        (
            "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.0 Safari/605.1.15", "Safari, macOS"),
        ("curl/8.0", "–"),
        ("", "–"),
    ],
)
def test_device_is_told_in_two_words(agent, family):
    assert own_sessions.family_of(agent) == family


def test_own_sign_ins_are_listed_with_place_and_time(user):
    here = enter()
    with clock.moved_to(MONDAY + 5 * MINUTE):
        there = enter(address="10.9.9.9")
        enter(UserFactory(roles=["registrar"], username="lain") and FormClient())
        page = there.get(LIST)

    shown = [(one.row.address, one.row.at, one.is_own) for one in page.context["sessions"]]
    assert shown[0] == ("10.9.9.9", MONDAY + 5 * MINUTE, True)
    assert ("10.1.2.3", MONDAY, False) in shown
    assert "Firefox, Windows" in page.content.decode()
    assert is_signed_in(here)


def test_one_is_ended_or_all_others(user):
    first, second, own = enter(), enter(address="10.9.9.9"), enter()
    row = SignIn.objects.get(address="10.9.9.9")

    assert own.post(END, {"only": str(row.public_id)})["Location"] == LIST
    assert [is_signed_in(one) for one in (first, second, own)] == [True, False, True]

    own.post(END)
    assert [is_signed_in(one) for one in (first, second, own)] == [False, False, True]
    assert AuditEvent.objects.filter(action="user.end_sessions").count() == 2


def test_nobody_ends_the_sign_ins_of_others(user):
    own = enter()
    other = UserFactory(roles=["registrar"], username="lain")
    stranger = FormClient()
    stranger.force_login(other, backend="accounts.backends.RoleBackend")

    stranger.post(END, {"only": str(SignIn.objects.get(user=user).public_id)})

    assert is_signed_in(own)


def test_ending_asks_for_the_password_again(user):
    own = enter()
    with clock.moved_to(MONDAY + 6 * MINUTE):
        asked = own.post(END)

    assert (asked.status_code, asked.context["held"][0][0]) == (200, "idempotency_token")


def test_session_from_before_is_shown_without_a_place(sign_in, user):
    client = sign_in(user)

    (one,) = client.get(LIST).context["sessions"]

    assert (one.row, one.is_own) == (None, True)


def test_sign_in_ends_after_ten_hours_however_busy(user):
    client = enter()
    moment = MONDAY
    while moment < MONDAY + 9 * HOUR + 50 * MINUTE:
        with clock.moved_to(moment):
            assert is_signed_in(client)
        moment += 20 * MINUTE

    with clock.moved_to(MONDAY + 10 * HOUR):
        assert not is_signed_in(client)


def test_session_that_nobody_knows_the_beginning_of_ends(sign_in, user):
    client = sign_in(user)
    session = client.session
    session[own_sessions.SEEN] = MONDAY.isoformat()
    session.save()

    assert not is_signed_in(client)


def test_idle_minutes_are_the_fewest_of_office_and_roles(settings):
    settings.IDLE_MINUTES = {"auditor": 15, "registrar": 45}
    auditor = UserFactory(roles=["auditor"])

    assert own_sessions.idle_minutes(auditor) == 15
    assert own_sessions.idle_minutes(UserFactory(roles=["registrar"])) == 30
    assert own_sessions.idle_minutes(UserFactory(roles=["regional_viewer"], in_region=True)) == 30


def test_idle_auditor_is_signed_out_earlier(sign_in, settings):
    settings.IDLE_MINUTES = {"auditor": 15}
    client = sign_in(UserFactory(roles=["auditor"]))
    assert is_signed_in(client)

    with clock.moved_to(MONDAY + 16 * MINUTE):
        assert not is_signed_in(client)


def kinds(user):
    return [notice.kind for notice in notices.unread(user)]


def test_first_browser_and_a_known_one_tell_nothing(user):
    browser = enter()
    browser.post(reverse("accounts:sign_out"))
    enter(browser)

    assert kinds(user) == []


def test_unknown_browser_is_told_and_stays_told_for_a_day(user):
    enter()
    enter(agent="curl/8.0", address="10.9.9.9")

    (notice,) = notices.unread(user)
    assert notice.kind == Notice.Kind.NEW_DEVICE
    assert "10.9.9.9" in notices.sentence(notice)
    assert notices.mark_seen(user) == 0
    with clock.moved_to(MONDAY + 25 * HOUR):
        assert notices.mark_seen(user) == 1


def test_cookie_by_which_a_browser_is_known_is_kept_as_a_digest(user):
    client = enter()
    cookie = client.cookies[own_sessions.DEVICE_COOKIE]

    assert cookie["httponly"]
    assert cookie.value not in SignIn.objects.get().device_mark


def test_sign_ins_of_a_year_ago_are_forgotten(user):
    old = SignIn.objects.create(user=user, at=MONDAY - timedelta(days=500), address="x", device="–", device_mark="y")

    enter()

    assert not SignIn.objects.filter(pk=old.pk).exists()
