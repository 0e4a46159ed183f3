"""Demo users enter on the machine itself, whatever server is in front."""

import pytest
from django.urls import reverse

from accounts import demo_users
from tests.factories.accounts import UserFactory

HERE = {"HTTP_HOST": "127.0.0.1:8000"}


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.7", False),
        ("no-such-host.invalid", False),
    ],
)
def test_only_addresses_of_the_machine_itself_are_loopback(host, expected):
    assert demo_users.is_loopback(host) is expected


def sign_in(client, **extra):
    form = {"username": "contoh", "password": "a-long-test-password"}
    return client.post(reverse("accounts:sign_in"), form, **HERE | extra)


@pytest.fixture
def _demo_user(db, settings):
    # Django's tests add a host of their own.
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", "pelatihan.localhost"]
    UserFactory(username="contoh", roles=["registrar"], is_demo=True)


@pytest.mark.usefixtures("_demo_user")
def test_demo_user_signs_in_on_the_machine_itself(client):
    assert sign_in(client).status_code == 302


@pytest.mark.parametrize(
    "way",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"HTTP_VIA": "1.1 proxy"},
        {"SERVER_PROTOCOL": "HTTP/1.0"},
    ],
    ids=["from the network", "through a proxy", "through another proxy", "through a proxy without headers"],
)
@pytest.mark.usefixtures("_demo_user")
def test_demo_user_from_elsewhere_is_refused_under_any_server(client, way):
    _assert_refused(sign_in(client, **way))


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("BIND", "0.0.0.0"),
        ("HTTPS", True),
        ("TRUSTED_PROXIES", 1),
        ("ALLOWED_HOSTS", ["127.0.0.1", "pelatihan.example.go.id"]),
        ("CSRF_TRUSTED_ORIGINS", ["https://pelatihan.example.go.id"]),
    ],
)
@pytest.mark.usefixtures("_demo_user")
def test_demo_user_is_refused_where_a_setting_lets_others_reach_the_site(client, settings, setting, value):
    setattr(settings, setting, value)

    # From the machine itself: a proxy that rewrites the host and tells nothing of itself looks the same.
    _assert_refused(sign_in(client))


@pytest.mark.usefixtures("_demo_user")
def test_demo_user_signs_in_under_any_name_of_the_machine(client, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["http://pelatihan.localhost:8000", "http://[::1]:8000"]

    assert sign_in(client, HTTP_HOST="pelatihan.localhost:8000").status_code == 302


def _assert_refused(answer):
    assert answer.status_code == 200
    assert "Pengguna contoh hanya dapat masuk di komputer" in answer.content.decode()
    assert "sesi" not in answer.cookies


@pytest.mark.usefixtures("_demo_user")
def test_sign_in_of_a_demo_user_ends_when_it_is_used_from_elsewhere(client):
    sign_in(client)
    home = reverse("reports:home")
    before = client.get(home, **HERE).status_code

    answer = client.get(home, **HERE, REMOTE_ADDR="192.0.2.7")

    assert before == 200
    assert answer["Location"].startswith(reverse("accounts:sign_in"))


def test_real_user_signs_in_from_anywhere(client, db):
    UserFactory(username="contoh", roles=["registrar"])

    assert sign_in(client, HTTP_HOST="testserver", REMOTE_ADDR="192.0.2.7").status_code == 302
