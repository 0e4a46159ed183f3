"""Security keys: registered by their owner, answering their own site alone, each challenge once."""

import html
import json
import re

import pytest
from django.urls import reverse

from accounts.models import SecurityKey
from accounts.sign_in_events import FACTOR_FAILED
from core.models import AuditEvent
from tests.accounts.keys import Key
from tests.conftest import FormClient
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
ADD, ASK, OWN = reverse("accounts:key_add"), reverse("accounts:factor_ask"), reverse("accounts:factor_list")
PASSWORD = "a-long-test-password"


@pytest.fixture
def user():
    return UserFactory(roles=["rutan_head"], username="kepala")


def challenge(answer):
    return json.loads(html.unescape(re.search(r'data-key="([^"]+)"', answer.content.decode())[1]))


def register(client, key, name="biru"):
    return client.post(ADD, {"name": name, "answer": key.register(challenge(client.get(ADD)))})


@pytest.fixture
def key(sign_in, user):
    key = Key("testserver")
    assert register(sign_in(user), key)["Location"] == OWN
    return key


def asked():
    """A browser at the second step, with what it is asked."""
    client = FormClient()
    client.post("/masuk/", {"username": "kepala", "password": PASSWORD})
    return client, challenge(client.get(ASK))


def answer_with(client, answer):
    return client.post(ASK, {"answer": answer}).status_code


def test_key_signs_in(key):
    client, options = asked()

    assert answer_with(client, key.answer(options)) == 302
    assert client.get("/").status_code == 200
    assert SecurityKey.objects.get().sign_count == 1


def test_challenge_is_answered_once(key):
    client, options = asked()
    answer = key.answer(options)
    other, _options = asked()

    assert answer_with(client, answer) == 302
    assert answer_with(other, answer) == 422


@pytest.mark.parametrize("wrong", ["other key", "other site", "other port", "copy"])
def test_other_answers_are_refused(key, wrong):
    if wrong == "other key":
        key = Key("testserver")
    if wrong == "other site":
        key.name, key.origin = "evil.example", "http://evil.example"
    if wrong == "other port":
        key.origin = "http://testserver:8001"
    if wrong == "copy":
        SecurityKey.objects.update(sign_count=7)
    client, options = asked()

    assert answer_with(client, key.answer(options)) == 422
    assert AuditEvent.objects.filter(action=FACTOR_FAILED).count() == 1


def test_key_of_a_colleague_does_not_do(key, sign_in, client):
    colleague = UserFactory(roles=["registrar"], username="lain")
    other = Key("testserver")
    register(sign_in(colleague), other)
    browser, options = asked()

    assert answer_with(browser, other.answer(options)) == 422


def test_key_without_a_counter_signs_in_again_and_again(key):
    for _time in range(2):
        client, options = asked()
        key.count = -1
        assert answer_with(client, key.answer(options)) == 302


@pytest.mark.parametrize("wrong", ["site", "twice", "no challenge", "nonsense", "nothing"])
def test_registration_is_refused(sign_in, user, wrong):
    client, key = sign_in(user), Key("testserver")
    options = challenge(client.get(ADD))
    if wrong == "site":
        key.origin = "http://evil.example"
    answer = key.register(options)
    if wrong == "twice":
        client.post(ADD, {"name": "biru", "answer": answer})
        answer = key.register(challenge(client.get(ADD)))
    if wrong == "no challenge":
        client.post(ADD, {"name": "x", "answer": "{}"})
        session = client.session
        session.pop("webauthn_challenge", None)
        session.save()
    answer = {"nonsense": "{]", "nothing": ""}.get(wrong, answer)

    assert client.post(ADD, {"name": "biru", "answer": answer}).status_code == 422
    assert SecurityKey.objects.count() == (wrong == "twice")


def test_five_keys_are_enough(sign_in, user):
    client = sign_in(user)
    for number in range(5):
        register(client, Key("testserver"), f"kunci {number}")

    assert register(client, Key("testserver")).status_code == 422


def test_owner_removes_a_key_and_nobody_elses(sign_in, user, key):
    remove = reverse("accounts:key_remove", args=[SecurityKey.objects.get().public_id])
    assert sign_in(UserFactory(roles=["registrar"])).post(remove).status_code == 404

    assert sign_in(user).post(remove)["Location"] == OWN
    assert not SecurityKey.objects.exists()


def test_own_page_tells_when_a_key_was_used(sign_in, user, key):
    client = sign_in(user)
    assert "belum dipakai" in client.get(OWN).content.decode()
    browser, options = asked()
    answer_with(browser, key.answer(options))

    assert "terakhir dipakai" in client.get(OWN).content.decode()
