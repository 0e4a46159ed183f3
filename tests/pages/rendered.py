"""Every page of the site, fetched once as somebody who may see it, with what the fetching took."""

import fcntl
import logging
import os
import pickle
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.template import VariableDoesNotExist
from django.template.base import FilterExpression
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.translation import trans_real

from accounts.roles import SIDES, Role, Side
from outcomes.followup import holder_pins
from printing.paper import Paper
from tests.access.pages import ANY_SIGNED_IN, LED_ELSEWHERE, POSTED, PUBLIC, address, documented
from tests.access.world import World, blank_pdf, made_world
from tests.conftest import FormClient

# The words of every paper that was asked for; the paper itself is blank.
PRINTED: list[dict] = []
CENTER_ROLES = [role for role in Role if SIDES[role] == Side.CENTER]


class Outline(HTMLParser):
    """The tags of a page with their attributes, and its words without markup."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self._open = ""
        self.inline_code: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self._open = tag
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        self._open = ""

    def handle_data(self, data):
        if self._open in ("script", "style") and data.strip():
            self.inline_code.append(data.strip()[:60])
        else:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def values(self, *names: str) -> list[str]:
        return [attributes[name] for _tag, attributes in self.tags for name in names if name in attributes]


@dataclass
class Page:
    name: str
    role: str
    status: int
    html: str
    queries: list[str]
    untranslated: set[str]
    undefined: set[tuple[str, str]]
    outline: Outline = field(init=False)

    def __post_init__(self):
        self.outline = Outline(self.html)


@contextmanager
def missing_messages() -> Iterator[set[str]]:
    """The messages that are asked for and have no entry in the active catalogue."""
    missing, plain, plural = set(), translation._trans.gettext, translation._trans.ngettext

    def gettext(message):
        if message and message not in trans_real.catalog()._catalog:
            missing.add(message)
        return plain(message)

    def ngettext(singular, several, number):
        if (singular, 0) not in trans_real.catalog()._catalog:
            missing.add(singular)
        return plural(singular, several, number)

    translation._trans.gettext, translation._trans.ngettext = gettext, ngettext
    try:
        yield missing
    finally:
        translation._trans.gettext, translation._trans.ngettext = plain, plural


@contextmanager
def undefined_names() -> Iterator[set[tuple[str, str]]]:
    """The names that a template prints or passes on and that its context does not have."""
    undefined, resolve = set(), FilterExpression.resolve

    def watched(expression, context, ignore_failures=False):
        if expression.is_var and not ignore_failures and "|default" not in expression.token:
            try:
                expression.var.resolve(context)
            except VariableDoesNotExist:
                undefined.add((context.template_name, expression.token))
        return resolve(expression, context, ignore_failures)

    FilterExpression.resolve = watched
    try:
        yield undefined
    finally:
        FilterExpression.resolve = resolve


def fetch(client: FormClient, name: str, url: str, role: str = "") -> Page | None:
    """The page, or nothing when the answer is a file or leads elsewhere. What it wrote is taken back."""
    with (
        transaction.atomic(),
        missing_messages() as missing,
        undefined_names() as undefined,
        CaptureQueriesContext(connection) as queries,
    ):
        answer = client.get(url)
        if answer.streaming:
            answer.getvalue()
        transaction.set_rollback(True)
    if not answer.get("Content-Type", "").startswith("text/html"):
        return None
    # A statement without text was refused while a kept one was built, and never sent.
    sent = [row["sql"] for row in queries if row["sql"]]
    asked = [sql for sql in sent if not re.match(r"(RELEASE )?SAVEPOINT|ROLLBACK|BEGIN", sql)]
    return Page(name, role, answer.status_code, answer.content.decode(), asked, missing, undefined)


@contextmanager
def quick_world(django_db_blocker) -> Iterator[World]:
    """The world, whose papers come fast: what stands on them has its own tests. Nobody reads so much log."""
    logging.disable(logging.CRITICAL)
    content = blank_pdf()
    with pytest.MonkeyPatch.context() as patch, made_world(django_db_blocker) as world:
        patch.setattr(Paper, "print", lambda _paper, words, **_options: PRINTED.append(words) or content)
        patch.setattr(Paper, "print_together", lambda _paper, snapshots: PRINTED.extend(snapshots) or content)
        yield world
    logging.disable(logging.NOTSET)


def signed_in(world: World) -> dict[Role, FormClient]:
    clients = {role: world.client_of(user) for role, user in world.users.items()}
    for client in clients.values():
        client.get("/akun/")
    return clients


def kept_pages(tmp_path_factory, django_db_blocker) -> list[Page]:
    """Every page of a world, fetched once a run: by whichever worker comes first, kept in a file for the others."""
    own = tmp_path_factory.getbasetemp()
    kept = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "pages.pickle"
    with open(f"{kept}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            with quick_world(django_db_blocker) as world, translation.override("id"):
                pages = list(each_page(world, signed_in(world)))
            kept.write_bytes(pickle.dumps(pages))
        return pickle.loads(kept.read_bytes())


def each_page(world: World, clients: dict[Role, FormClient]) -> Iterator[Page]:
    """Every page once, as a fitting role; the home of each role; the public pages."""
    for name, (methods, allowed) in documented().items():
        if "GET" in methods:
            role = min(allowed, key=list(Role).index)
            if page := fetch(clients[Role(role)], name, address(name, world, role), role):
                yield page
    for role, client in clients.items():
        if page := fetch(client, "reports:home", "/", role):
            yield page
    posted = POSTED | {"core:job_retry"}
    own = sorted(ANY_SIGNED_IN - {"reports:home"} - posted)
    for name in own:
        if page := fetch(clients[Role.CERTIFICATE_OFFICER], name, address(name, world), Role.CERTIFICATE_OFFICER):
            yield page
    yield from public_pages(world)


def public_pages(world: World) -> Iterator[Page]:
    client = FormClient()
    for name in sorted(PUBLIC - LED_ELSEWHERE - {"core:theme_change", "core:health"}):
        if page := fetch(client, name, address(name, world)):
            yield page
    if page := fetch(client, "certification:check of a wrong code", "/c/00000000000000000000000000/"):
        yield page
    yield from holder_pages(world)


def holder_pages(world: World) -> Iterator[Page]:
    """What opens by code and PIN: the certificate, before and after the holder agreed to be asked."""
    certificate, drawn = world.issued, holder_pins.Drawn("000001", make_password("000001"))
    with transaction.atomic():
        holder_pins.make_anew(certificate, by=world.users[Role.CERTIFICATE_OFFICER], drawn=drawn)
        client = FormClient()
        client.post(reverse("outcomes:holder_sign_in"), {"kode": certificate.code, "pin": drawn.pin})
        for name in ("outcomes:holder_page", "outcomes:holder_page after agreeing"):
            if page := fetch(client, name, reverse("outcomes:holder_page")):
                yield page
            client.post(reverse("outcomes:holder_agree"), {"hp": "0812 0000 1111"})
        transaction.set_rollback(True)


def papers_of_the_center(world: World, clients: dict[Role, FormClient]) -> Iterator[tuple[str, str, list[dict]]]:
    """View, role and the words of each paper that people of the training center can print, each role by itself."""
    for name, (methods, allowed) in documented().items():
        for role in CENTER_ROLES:
            if "GET" in methods and role in allowed:
                PRINTED.clear()
                fetch(clients[role], name, address(name, world, role), role)
                if PRINTED:
                    yield name, role, list(PRINTED)


def pages_of_the_center(world: World, clients: dict[Role, FormClient]) -> Iterator[Page]:
    """Everything that people of the training center can see, each role by itself."""
    for name, (methods, allowed) in documented().items():
        for role in CENTER_ROLES:
            if (
                "GET" in methods
                and role in allowed
                and (page := fetch(clients[role], name, address(name, world, role), role))
            ):
                yield page
