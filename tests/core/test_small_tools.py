"""Clock, sealed fields, safe ways back, the caller's address, pages by key."""

import json
from base64 import urlsafe_b64decode
from datetime import UTC, date, datetime, time
from urllib.parse import parse_qs

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import QueryDict
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from core import clock, crypto
from core.http import client_address, safe_next, session_mark
from core.paging import keyset_page
from inmates.people.models import Person
from tests.factories import PersonFactory


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Asia/Jakarta", date(2026, 12, 31)), ("Asia/Makassar", date(2027, 1, 1)), ("Asia/Jayapura", date(2027, 1, 1))],
)
def test_day_is_local_to_the_office(zone, day):
    with clock.moved_to(datetime(2026, 12, 31, 16, 30, tzinfo=UTC)):
        assert clock.today(zone) == day


def test_wall_clock_of_each_zone():
    moment = clock.at(date(2026, 11, 23), time(8), "Asia/Makassar")

    assert moment == datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
    assert clock.local(moment, "Asia/Jayapura").hour == 9


def test_moved_clock_comes_back():
    before = clock.now()
    with clock.moved_to(datetime(2030, 1, 1, tzinfo=UTC)):
        assert clock.now().year == 2030

    assert clock.now() == before


@given(st.text(max_size=40))
def test_sealed_value_opens_in_its_place_only(value):
    sealed = crypto.encrypt(value, context="here")

    assert crypto.decrypt(sealed, context="here") == value
    with pytest.raises(ValueError, match="does not open"):
        crypto.decrypt(sealed, context="there")


def test_unknown_seal_is_refused():
    with pytest.raises(ValueError, match="unknown version"):
        crypto.decrypt("3:abc", context="here")


def test_blind_index_is_stable_and_keyed(settings):
    first = crypto.blind_index("6301", purpose="nik")

    assert first == crypto.blind_index("6301", purpose="nik") != crypto.blind_index("6301", purpose="other")
    settings.FIELD_KEY = "another"
    assert first != crypto.blind_index("6301", purpose="nik")


@pytest.mark.parametrize(
    ("target", "way"),
    [
        ("/akun/", "/akun/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        ("/akun/?q=a:b#c", "/akun/?q=a:b#c"),
        ("/nowhere/", "/"),
        ("///elsewhere.example/", "/"),
        ("/\\elsewhere.example/", "/"),
        ("null", "/"),
        ("24:00", "/"),
        ("akun/", "/"),
        ("accounts:account", "/"),
    ],
)
def test_way_back_stays_on_this_site(target, way):
    assert safe_next(RequestFactory().get("/", {"next": target}), "/") == way


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "9.9.9.9", "127.0.0.1"),
        (1, "9.9.9.9, 8.8.8.8", "8.8.8.8"),
        (1, "", "127.0.0.1"),
        (2, "8.8.8.8", "127.0.0.1"),
    ],
)
def test_forwarded_address_counts_only_from_own_proxies(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies

    assert client_address(RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})) == address


def asked(query, key="of-one-sign-in"):
    request = RequestFactory().get("/" + query)
    request.session = SessionStore(session_key=key)
    return request


def walk(keys, size, way="next"):
    """Every row met when following the links, page by page."""
    query, met = "", []
    while True:
        page = keyset_page(asked(query), Person.objects.all(), keys=keys, size=size)
        met += [row.pk for row in page]
        query = page.next
        if not query:
            return met, page


@pytest.mark.django_db
@pytest.mark.parametrize("keys", [("name_sort", "pk"), ("-name_sort", "pk"), ("-pk",)])
def test_pages_meet_every_row_once(keys):
    facility = PersonFactory().facility
    for name in ("Budi", "Budi", "Ani", "Citra", "Budi"):
        PersonFactory(full_name=name, facility=facility)

    met, last = walk(keys, 2)

    assert met == [row.pk for row in Person.objects.order_by(*keys)]
    assert last.previous


@pytest.mark.django_db
def test_previous_page_is_the_one_before():
    for name in "ABCDE":
        PersonFactory(full_name=name)

    def page_at(query):
        return keyset_page(asked(query), Person.objects.all(), keys=("name_sort", "pk"), size=2)

    first = page_at("")
    second = page_at(first.next)

    back = page_at(second.previous)

    assert (list(back), back.previous) == (list(first), "")
    assert [row.full_name for row in second] == ["C", "D"]


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["x", "W10=", "WzFd", "WyJhIiwgIngiXQ==", "bnVsbA=="])
def test_tampered_cursor_shows_the_first_page(cursor):
    PersonFactory()

    page = keyset_page(asked(f"?after={cursor}"), Person.objects.all(), keys=("name_sort", "pk"))

    assert len(page) == 1


@pytest.mark.django_db
def test_addresses_of_pages_bear_no_name_and_count_for_one_sign_in():
    for name in ("Budi Santoso", "Citra Lestari", "Dewi Anggraini"):
        PersonFactory(full_name=name)

    def page_at(query, key="of-one-sign-in"):
        return keyset_page(asked(query, key), Person.objects.all(), keys=("name_sort", "pk"), size=1)

    link = page_at("").next
    sent = parse_qs(link.removeprefix("?"))["after"][0]

    assert b"budi" not in urlsafe_b64decode(sent.rpartition(":")[2]).lower()
    assert [row.full_name for row in page_at(link)] == ["Citra Lestari"]
    assert [row.full_name for row in page_at(link, "of-another-sign-in")] == ["Budi Santoso"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name_sort", "a\x00b"),
        ("name_sort", "\ud800"),
        ("birth_date", "0000-99-99"),
        ("custody_as_of", "0001-01-01T00:00:00+23:59"),
        ("facility", 10**30),
        ("facility", "x"),
    ],
)
def test_a_cursor_that_no_column_can_hold_shows_the_first_page(key, value):
    PersonFactory()
    request = asked("")
    sealed = crypto.encrypt(json.dumps([value, 10**30]), context=f"place:{session_mark(request)}")
    request.GET = QueryDict(mutable=True)
    request.GET["after"] = sealed

    page = keyset_page(request, Person.objects.all(), keys=(key, "pk"))

    assert (len(page), page.previous) == (1, "")
