"""Every list answers whatever its address asks for: odd filters and cursors. FUZZ=5000 tries more of them."""

import json
import os
import random
import re
from collections import ChainMap

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from accounts.roles import Role
from core import crypto
from core.paging import keyset_page
from inmates.people.models import Person
from tests.access.pages import address, documented
from tests.factories import PersonFactory
from tests.pages.rendered import quick_world, signed_in

USUAL = 60
FUZZ = int(os.environ.get("FUZZ", USUAL))
ROLES = (Role.REGISTRAR, Role.TRAINING_OFFICER, Role.BLK_COORDINATOR, Role.CERTIFICATE_OFFICER, Role.AUDITOR)
VALUES = (
    "\0",
    "9" * 400,
    str(2**63),
    "-1",
    "x" * 9000,
    "%%%___",
    "'\"><script>",
    "e\u0301",
    "/",
    "2026-99-99",
    "9999-12-31",
    "0001-01-01",
    "01/01/0001",
    "1.5",
    "NaN",
    "1e309",
    "( OR",
    "a " * 2000,
    "\u0663",
    "null",
    "[]",
    " ",
    "00000000-0000-0000-0000-000000000000",
)
PARTS = (
    "",
    "x",
    "a\0b",
    "\ud800",
    "Budi",
    0,
    -1,
    2**63 - 1,
    -(2**63),
    10**30,
    True,
    None,
    1.5,
    [],
    {},
    "0000-99-99",
    "24:61",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
)
WHOLE = ("é" * 10, "%00", "=" * 10, "A" * 3001)
RAW = (b"[" * 2500, b"[" * 900 + b"]" * 900, b'{"a":' * 2000, b"9" * 3000, b'["\\ud800', b"\xff\xfe", b"Infinity")


def coded(content: bytes) -> str:
    return crypto.encrypt(content.decode(errors="replace"), context="place:")


def cursor(dice: random.Random) -> str:
    some = [dice.choice(PARTS) for _ in range(dice.randrange(4))]
    return dice.choice([dice.choice(WHOLE), coded(dice.choice(RAW)), *[coded(json.dumps(some).encode())] * 4])


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:DateTimeField .* received a naive datetime:RuntimeWarning")
@pytest.mark.parametrize("keys", [("name_sort", "pk"), ("-custody_as_of", "-pk"), ("-birth_date", "name_sort", "pk")])
def test_any_cursor_shows_a_page(keys):
    people = Person.objects.filter(pk=PersonFactory().pk)
    dice = random.Random(20261129)
    asked = [*WHOLE, *map(coded, RAW), *(cursor(dice) for _ in range(FUZZ))]
    for text in asked:
        request = RequestFactory().get("/", {dice.choice(["after", "before"]): text, "at": dice.choice(VALUES)})
        request.session = SessionStore()

        assert len(keyset_page(request, people, keys=keys)) <= 1, text


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with quick_world(django_db_blocker) as world:
        yield world


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:DateTimeField .* received a naive datetime:RuntimeWarning")
def test_any_filter_is_answered(world, settings):
    settings.MEDIA_ROOT = world.media
    dice, pages = random.Random(20261129), list(filters(world, signed_in(world)))
    for _ in range(FUZZ):
        client, path, names = dice.choice(pages)
        asked = {name: dice.choice(VALUES) for name in dice.sample(names, dice.randint(1, min(3, len(names))))}

        answer = client.get(path, {**asked, "after": cursor(dice)})

        assert answer.status_code in (200, 302, 400, 404, 414, 422), (path, asked)


def filters(world, clients):
    """Each page without arguments that filters: who may see it, its address, and the names that it reads."""
    for name, (methods, allowed) in documented().items():
        role = next((role for role in ROLES if role in allowed), None)
        if "GET" not in methods or role is None or re.search(r"\d", path := address(name, world, role)):
            continue
        answer = clients[role].get(path)
        if answer.get("Content-Type", "").startswith("text/html"):
            html = answer.content.decode()
            names = {*re.findall(r'<(?:input|select)[^>]*\bname="(\w+)"', html), *re.findall(r"[?&;](\w+)=", html)}
            yield clients[role], path, sorted(names | {"q", "view", "tab", "at"})


# What no page asks for, and what filters ask for. An address that names a person who is not there is another matter.
# All at once, or, where more is tried, one after the other, since the first that is refused may hide the next.
ODD = (
    {"q": "ж\0'", "utm_source": "wa"},
    dict.fromkeys(
        ("q", "kind", "state", "view", "day", "tab", "sort", "at", "tahun", "versi", "hasil", "pekan"), "99-x"
    ),
    dict.fromkeys(("bulan", "contoh", "found", "proof", "batch", "vocation", "from", "until", "role", "unit"), "99-x"),
    dict.fromkeys(("wali", "month", "owed", "paper", "year", "copy", "preview", "tick"), "99-x"),
    {"date": "99-x", "name": "x" * 3000},
)


def is_page(answer) -> bool:
    if answer.streaming:
        answer.getvalue()  # read to its end, the file is closed
    return answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html")


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:DateTimeField .* received a naive datetime:RuntimeWarning")
def test_page_that_opens_also_opens_with_odd_words_behind_its_address(world, settings):
    settings.MEDIA_ROOT = world.media
    clients, wrong, asked = signed_in(world), [], 0
    for name, (methods, allowed) in documented().items():
        role = min(allowed)
        path = address(name, world, role)
        if "GET" not in methods or not is_page(clients[role].get(path)):
            continue
        asked += 1
        for words in ODD if FUZZ > USUAL else [dict(ChainMap(*ODD))]:
            answer = clients[role].get(path, words)
            if not is_page(answer):
                wrong.append((name, min(words), answer.status_code))

    assert (wrong, asked > 100) == ([], True)
