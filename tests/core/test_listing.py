"""Lists declared by their columns: order, heads, pages and files."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.test import RequestFactory

from core import listing
from core.errors import RuleViolation
from core.listing import Column, Listing
from core.models import AccessLogEntry
from core.templatetags.lists import list_heads
from programs.batches.models import Batch
from tests.factories import BatchFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]

BATCHES = Listing(
    title="Batches",
    subject="programs.batch",
    what="list of the test",
    usual="-starts",
    permission="programs.change_batch",
    columns=(
        Column("name", "Name", lambda batch: batch.name, ("name",)),
        Column("starts", "Starts", lambda batch: batch.starts_on, ("starts_on",)),
        Column("agreement", "Agreement", order=("agreement__valid_until",), empty=date(9999, 12, 31), kind="num"),
        Column("room", "Room", lambda batch: batch.room, kind="file"),
    ),
)


@pytest.fixture
def asked():
    user = UserFactory(roles=["training_officer"])

    def ask(query=""):
        request = RequestFactory().get(f"/?{query}")
        request.user, request.session = user, SessionStore()
        return request

    return ask


@pytest.fixture
def batches():
    days = [date(2026, 12, 1), date(2026, 12, 3), date(2026, 12, 2)]
    made = zip(("Las", "=Jahit", "Kayu"), days, (date(2027, 1, 1), date(2026, 12, 31), None), strict=True)
    for name, day, until in made:
        more = {"agreement__valid_until": until} if until else {"agreement": None, "agreement_override": "Belum ada"}
        BatchFactory(name=name, starts_on=day, ends_on=date(2027, 3, 1), assessment_on=date(2027, 3, 2), **more)
    return Batch.objects.all()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["=Jahit", "Kayu", "Las"]),
        ("sort=starts", ["Las", "Kayu", "=Jahit"]),
        ("sort=name", ["=Jahit", "Kayu", "Las"]),
        ("sort=-name", ["Las", "Kayu", "=Jahit"]),
        ("sort=agreement", ["=Jahit", "Las", "Kayu"]),
        ("sort=-agreement", ["Kayu", "Las", "=Jahit"]),
        ("sort=room", ["=Jahit", "Kayu", "Las"]),
        ("sort=password", ["=Jahit", "Kayu", "Las"]),
    ],
)
def test_pages_and_file_have_the_order_that_is_asked_for(asked, batches, query, names):
    paged, link = [], f"?{query}"
    while link:
        page = BATCHES.page(asked(link[1:]), batches, size=1)
        paged, link = [*paged, *(batch.name for batch in page)], page.next
        assert (page.total, len(page)) == (3, 1)
    answer = BATCHES.file(asked(f"{query}&file=csv"), batches)

    assert paged == names
    assert [line.partition(";")[0].lstrip("'") for line in lines(answer)[1:]] == names


def lines(answer: HttpResponse) -> list[str]:
    return answer.content.decode("utf-8-sig").splitlines()


@pytest.mark.parametrize(
    ("query", "link", "order"),
    [
        ("", "sort=name", None),
        ("sort=name&after=abc&kind=a", "sort=-name&kind=a", "ascending"),
        ("sort=-name&before=abc&at=31&file=x", "sort=name", "descending"),
        ("sort=starts", "sort=name", None),
    ],
)
def test_head_of_a_column_sorts_and_starts_at_the_first_page(asked, batches, query, link, order):
    drawn = list_heads(BATCHES.page(asked(query), batches))

    name, starts, agreement = drawn.split("</th>")[:-1]
    assert QueryDict(re.search(r'href="\?([^"]*)"', name)[1].replace("&amp;", "&")) == QueryDict(link)
    assert re.findall(r'aria-sort="(\w+)"', name) == ([order] if order else [])
    assert ('class="num"' in agreement, "Room" in drawn) == (True, False)
    assert ("descending" in starts) == (query == "")


def test_file_is_safe_logged_and_has_columns_of_its_own(asked, batches):
    answer = BATCHES.file(asked("file=csv&sort=name"), batches.filter(name="=Jahit"))

    assert lines(answer) == ["Name;Starts;Room", f"'=Jahit;03/12/2026;{batches.get(name='=Jahit').room}"]
    assert AccessLogEntry.objects.values_list("kind", "subject_type", "subject").get() == (
        "export",
        "programs.batch",
        "list of the test as csv",
    )


def test_whoever_lacks_the_permission_gets_no_file_and_no_link(asked, batches):
    request = asked("file=csv")
    offered = BATCHES.page(request, batches).files
    request.user = UserFactory(roles=["security_officer"])

    with pytest.raises(PermissionDenied):
        BATCHES.file(request, batches)
    assert (BATCHES.page(request, batches).files, [kind for kind, _url in offered]) == ([], ["xlsx", "csv"])


def test_a_list_too_long_for_a_file_says_so(asked, batches, settings):
    asking = asked("file=csv")
    listing.MOST_IN_FILE, most = 2, listing.MOST_IN_FILE
    try:
        with pytest.raises(RuleViolation, match="lebih dari 2 baris"):
            BATCHES.file(asking, batches)
    finally:
        listing.MOST_IN_FILE = most


def test_a_file_is_of_the_list_as_it_is_filtered(asked, batches):
    page = BATCHES.page(asked("sort=name&kind=a&after=abc"), batches)

    assert page.files == [("xlsx", "?sort=name&kind=a&file=xlsx"), ("csv", "?sort=name&kind=a&file=csv")]
    assert page.kept_query == [("kind", "a")]
    assert [sort for sort, _words in page.orders] == ["name", "-name", "starts", "-starts", "agreement", "-agreement"]


NOTES = Listing(
    title="Batches with notes",
    subject="programs.batch",
    what="list of the test with notes",
    usual="-room",
    columns=(
        Column("name", "Name", lambda batch: batch.name, ("name",)),
        Column("starts", "Starts", lambda batch: batch.starts_on, ("starts_on",), permission="programs.change_batch"),
        Column("room", "Room", lambda batch: batch.room, ("room",), permission="programs.change_batch"),
    ),
    tie=("name", "pk"),
)


@pytest.mark.parametrize("sort", ["starts", "-starts", "room", ""])
def test_a_column_hidden_by_permission_is_in_no_file_and_sorts_nothing(asked, batches, sort):
    for batch, room in zip(batches.order_by("name"), "bca", strict=True):
        Batch.objects.filter(pk=batch.pk).update(room=room)
    request = asked(f"sort={sort}&file=csv")
    seeing = lines(NOTES.file(request, batches))
    request.user = UserFactory(roles=["security_officer"])

    page, blind = NOTES.page(request, batches), lines(NOTES.file(request, batches))

    assert seeing[0] == "Name;Starts;Room"
    assert blind == ["Name", "Las", "Kayu", "'=Jahit"]
    assert [batch.name for batch in page] == ["Las", "Kayu", "=Jahit"]
    assert [head.label for head in page.heads] == ["Name"]
    assert [order for order, _words in page.orders] == ["name", "-name"]


def test_a_list_whose_columns_are_all_hidden_has_no_file(asked, batches):
    hidden = replace(NOTES, what="hidden list of the test", columns=NOTES.columns[1:])
    request = asked("file=csv")
    offered = [kind for kind, _url in hidden.page(request, batches).files]
    request.user = UserFactory(roles=["security_officer"])

    with pytest.raises(PermissionDenied):
        hidden.file(request, batches)
    assert (offered, hidden.page(request, batches).files) == (["xlsx", "csv"], [])
