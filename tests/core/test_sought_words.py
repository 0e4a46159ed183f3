"""Words of a search: in no address, and read by pages as if they stood there."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import QueryDict
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core.sought_words import SEARCH, SoughtQuery, SoughtWordsMiddleware, seal
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "inmates:list"


@pytest.fixture
def registrar():
    return UserFactory(roles=["registrar"])


@pytest.fixture
def client(sign_in, registrar):
    return sign_in(registrar)


def search(client, words, **more):
    return client.post(reverse(LIST), {SEARCH: "1", "q": words, **more})


def shown(client, answer):
    return client.get(answer["Location"]).content.decode()


def test_a_search_leads_to_its_list_and_the_words_stand_in_no_address(client, registrar):
    PersonFactory(facility=registrar.facility, full_name="Siti Rahmah")
    PersonFactory(facility=registrar.facility, full_name="Bahrul Ilmi")

    answer = search(client, "Rahmah")
    page = shown(client, answer)

    assert answer.status_code == 303
    assert (urlsplit(answer["Location"]).path, "Rahmah" in answer["Location"]) == (reverse(LIST), False)
    assert ("Siti Rahmah" in page, "Bahrul Ilmi" in page) == (True, False)
    assert re.search(r'name="q"[^>]*value="Rahmah"', page)


def test_every_address_on_the_page_bears_the_words_sealed(client, registrar):
    for number in range(40):
        PersonFactory(facility=registrar.facility, full_name=f"Rahmah {number}")

    page = shown(client, search(client, "Rahmah"))

    addresses = re.findall(r'(?:href|action|hx-get|hx-post)="([^"]*)"', page)
    assert not [one for one in addresses if "rahmah" in one.lower()]
    (following,) = {one for one in addresses if "after=" in one}
    assert "Rahmah" in client.get(reverse(LIST) + following.replace("&amp;", "&")).content.decode()


def test_other_filters_stay_readable(client):
    answer = search(client, "Rahmah", status="active", page="")

    assert parse_qs(urlsplit(answer["Location"]).query, keep_blank_values=True)["status"] == ["active"]


@pytest.mark.parametrize("words", ["Rahmah " * 20_000, "漢" * 100_000, "Rah\0mah"])
def test_no_search_makes_an_address_that_a_server_refuses(client, words):
    answer = search(client, words, block=words)

    assert len(answer["Location"]) < 4000
    assert client.get(answer["Location"]).status_code == 200


def test_an_empty_search_is_the_list(client):
    assert parse_qs(urlsplit(search(client, "")["Location"]).query) == {}


def test_words_of_another_sign_in_are_not_opened(client, sign_in, registrar):
    PersonFactory(facility=registrar.facility, full_name="Siti Rahmah")
    address = search(client, "Rahmah")["Location"]

    colleague = UserFactory(roles=["registrar"], facility=registrar.facility)
    page = sign_in(colleague).get(address).content.decode()

    assert "Pencarian hanya berlaku selama satu kali masuk." in page
    assert not re.search(r'name="q"[^>]*value="[^"]', page)


@pytest.mark.parametrize("value", ["~", "~1:", "~1:AAAA", "~2:" + "A" * 60, "~" * 500, "~1:\x00"])
def test_what_nobody_sealed_searches_for_nothing(client, value):
    answer = client.get(reverse(LIST), {"q": value})

    assert answer.status_code == 200
    assert not re.search(r'name="q"[^>]*value="[^"]', answer.content.decode())


def test_whoever_is_not_signed_in_searches_for_nothing(client):
    client.logout()

    answer = search(client, "Rahmah")

    assert "Rahmah" not in answer.headers.get("Location", "")


def test_a_search_leads_to_no_other_host(rf, registrar):
    request = rf.post("/x/", {SEARCH: "1", "q": "Rahmah"})
    request.user, request.session = registrar, SessionStore()
    request.path = "//evil.example/masuk/"

    answer = SoughtWordsMiddleware(lambda _request: None)(request)

    assert answer["Location"].startswith("/%2Fevil.example/masuk/?q=~")


def test_words_typed_into_the_address_are_read_too(client, registrar):
    PersonFactory(facility=registrar.facility, full_name="Siti Rahmah")

    assert "Siti Rahmah" in client.get(reverse(LIST), {"q": "Rahmah"}).content.decode()


@given(
    words=st.text(min_size=1, max_size=100),
    others=st.dictionaries(st.text("abc_", min_size=1), st.lists(st.text(max_size=9), min_size=1), max_size=4),
)
def test_an_address_seals_the_words_and_keeps_the_rest(words, others):
    plain = QueryDict(mutable=True)
    for name, values in {**others, "q": [words]}.items():
        plain.setlist(name, values)

    query = SoughtQuery.of(plain, mark="mark")
    copied = query.copy()
    copied["after"] = "x"

    for one in (query, copied):
        written = QueryDict(one.urlencode())
        assert one["q"] == words
        assert written["q"].startswith("~")
        assert written["q"] != words
        assert {name: written.getlist(name) for name in others} == others
    assert (copied["after"], "after" in query) == ("x", False)


def test_the_same_words_look_different_each_time():
    assert seal("Rahmah", "mark") != seal("Rahmah", "mark")
