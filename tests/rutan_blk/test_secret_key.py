"""The key of sessions is exchanged: who is signed in stays so, until the key from before is ended."""

import stat

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from rutan_blk import secret_key
from rutan_blk.settings import kept_before
from tests.factories import UserFactory


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA_DIR, settings.SECRET_KEY = tmp_path, "the first key of all"
    (tmp_path / secret_key.KEY).write_text("the first key of all")
    return tmp_path


def started(settings, folder):
    """The keys as the next start of the site reads them."""
    settings.SECRET_KEY = (folder / secret_key.KEY).read_text()
    settings.SECRET_KEY_FALLBACKS = kept_before(folder / secret_key.BEFORE)


def test_the_old_key_is_kept_and_the_new_one_is_another(folder):
    call_command("exchange_secret_key")

    key, before = folder / secret_key.KEY, folder / secret_key.BEFORE
    assert before.read_text() == "the first key of all"
    assert len(key.read_text()) >= 64
    assert {stat.S_IMODE(path.stat().st_mode) for path in (key, before)} == {0o600}
    assert kept_before(before) == ["the first key of all"]


@pytest.mark.django_db
def test_who_is_signed_in_stays_so_until_the_old_key_is_ended(folder, settings):
    def asked(client):
        return client.get(reverse("accounts:account")).status_code

    started(settings, folder)
    busy, away = Client(), Client()
    for client in (busy, away):
        client.force_login(UserFactory(roles=["registrar"]), backend="accounts.backends.RoleBackend")

    call_command("exchange_secret_key")
    started(settings, folder)
    during = asked(busy)
    call_command("exchange_secret_key", end=True)
    started(settings, folder)

    # Whoever came meanwhile was signed in anew by the new key.
    assert (during, asked(busy), asked(away)) == (200, 200, 302)


def test_at_once_leaves_no_key_from_before(folder):
    call_command("exchange_secret_key", at_once=True)

    assert not (folder / secret_key.BEFORE).exists()
    assert (folder / secret_key.KEY).read_text() != "the first key of all"


def test_a_second_exchange_waits_for_the_end_of_the_first(folder, settings):
    call_command("exchange_secret_key")
    now = (folder / secret_key.KEY).read_text()

    settings.SECRET_KEY = now
    with pytest.raises(CommandError, match="still in use"):
        call_command("exchange_secret_key")

    assert (folder / secret_key.KEY).read_text() == now


@pytest.mark.parametrize("has_old_file", [True, False])
def test_a_key_of_the_environment_is_exchanged_there(folder, settings, has_old_file):
    settings.SECRET_KEY = "the key of the environment"
    if not has_old_file:
        (folder / secret_key.KEY).unlink()

    with pytest.raises(CommandError, match="exchange it there"):
        call_command("exchange_secret_key", at_once=True)


def test_nothing_from_before_cannot_be_ended(folder):
    with pytest.raises(CommandError, match="No key from before"):
        call_command("exchange_secret_key", end=True)


def test_a_process_that_dies_between_leaves_the_old_key_in_use(folder, monkeypatch):
    def dies(_length):
        raise SystemExit

    monkeypatch.setattr(secret_key.secrets, "token_urlsafe", dies)

    with pytest.raises(SystemExit):
        secret_key.exchange()

    assert (folder / secret_key.KEY).read_text() == "the first key of all"
