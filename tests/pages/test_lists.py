"""Each list of the site answers every order, filter and file that it offers, and all of them agree with its rows.

Lists are found by their views; what is paged in another way stands in `NOT_DECLARED` with its reason.
"""

import csv
import inspect
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver
from python_calamine import CalamineWorkbook

from accounts.roles import Role
from core.exporting import as_csv
from core.listing import ListPage
from core.models import AccessLogEntry
from inmates.people.models import Person
from tests.access.pages import address, documented
from tests.html import compact
from tests.pages.references import leading_nowhere, things

pytestmark = pytest.mark.django_db

# Views that page rows without a declaration, and why.
NOT_DECLARED = {
    # Work to be done from the top: each row is a form, in the one order in which it is done.
    "inmates.custody.views.classification_sheet": "a sheet to fill in",
    "inmates.profile.views.case_officers": "a sheet to fill in",
    "inmates.imports.views.custody_lists": "rows of one upload, beside the list of uploads",
    "inmates.inbox.views": "tasks, the oldest first, answered where they stand",
    "programs.recognized_units.views": "decisions that wait, the oldest first",
    "programs.offline.views.device_marks": "decisions that wait, the oldest first",
    "programs.merged_records.views": "pairs to compare",
    "programs.count_alarms.views": "counts of today, as cards by the hour",
    "programs.tools.views.missing_tools": "searches, as cards",
    # Parts of one record's page.
    "programs.agreements.views.agreements": "meetings of one agreement, beside the list",
    "programs.tools.views.register": "sessions of one tool, beside the list",
    "reports.breaches.views.affected": "people of one breach, to be told",
    "reports.breaches.views.breaches": "people of one breach, beside the list",
    # Whoever reads them agreed to be asked after leaving, or is sought to be asked.
    "outcomes.followup.views.consents": "people to be asked, no list to take away",
    "outcomes.followup.views.pin_cards": "batches whose cards are printed",
    "outcomes.aids.views": "things given in a year, with sums and a file of their own",
    "outcomes.leaving.views.passports": "people whose passport is printed",
    "outcomes.leaving.views.readiness": "people in groups by how late they are",
    "outcomes.plan.views.wishes": "people behind one number",
    "certification.sealing.views": "papers that wait for the seal",
    "certification.outside_tests.views.results": "candidates who wait, by test",
    "certification.assessment.views.assessors": "assessors with the registrations of each",
    "certification.certificates.views.holdings": "people with the papers of each, beside the lists",
    "programs.attendance.views.session_list": "rolls that miss, the oldest first, beside the list",
    "programs.journal.views": "pages of the journal, each with its text",
    "reports.reconcile.views": "contradictions in groups by kind",
    "reports.retention.views": "what is to be destroyed, beside the holds",
}
DECLARED = re.compile(r"\b(?:[A-Z_]+|listing)\.page\(")


def views(patterns=None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Each view of the site by its name."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from views(one.url_patterns, f"{one.namespace}:" if one.namespace else prefix)
        elif isinstance(one, URLPattern) and one.name:
            yield f"{prefix}{one.name}", inspect.unwrap(one.callback)


def listed() -> list[str]:
    ours = ((name, view) for name, view in views() if view.__module__.partition(".")[0] != "django")
    return sorted(name for name, view in ours if inspect.isfunction(view) and DECLARED.search(inspect.getsource(view)))


LISTS = listed()


class Reader:
    """Whoever may see a list, in a world where each list has rows."""

    def __init__(self, world, clients, name: str) -> None:
        allowed = documented()[name][1]
        role = min(allowed, key=list(Role).index)
        self.role, self.client, self.url = role, clients[Role(role)], address(name, world, role)

    def get(self, **asked: str) -> Any:
        answer = self.client.get(self.url, asked)
        assert answer.status_code == 200, (asked, answer.status_code)
        return answer

    def page(self, **asked: str) -> ListPage:
        return self.get(**asked).context["page"]

    def file(self, page: ListPage, kind: str) -> Any:
        """What the link to the file of this page answers."""
        link = dict(page.files)[kind]
        return self.client.get(self.url + link if link.startswith("?") else link)

    def rows(self, page: ListPage) -> list[list[str]]:
        """The rows of the page's csv file, without heads. That it was read is not written: the access log is a list."""
        with transaction.atomic():
            content = self.file(page, "csv").content
            transaction.set_rollback(True)
        return cells(content)


def cells(content: bytes) -> list[list[str]]:
    """The rows of a csv file, without heads."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))[1:]


@pytest.fixture
def reader(world, clients, settings):
    settings.MEDIA_ROOT = world.media
    return lambda name: Reader(world, clients, name)


def first_cells(page: ListPage) -> list[str]:
    cell = next(column.cell for column in page.listing.columns_of(page.request.user) if column.cell)
    return [row[0] for row in cells(as_csv(["first"], [[cell(row)] for row in page]))]


def agree(reader: Reader, page: ListPage) -> None:
    """The file has as many rows as the list says, and they begin with those of the page."""
    if page.rows and page.files:
        rows = reader.rows(page)
        assert len(rows) == page.total
        assert [row[0] for row in rows[: len(page)]] == first_cells(page)


def test_the_lists_are_found():
    assert {"inmates:list", "programs:tool_list", "certification:certificate_list", "reports:audit_list"} <= set(LISTS)
    assert len(LISTS) > 35


def test_whatever_else_is_paged_says_why():
    root = Path(settings.BASE_DIR)
    areas = ("accounts", "inmates", "programs", "certification", "outcomes", "reports")
    files = [file for area in areas for file in (root / area).rglob("*.py")]
    paged = {file.relative_to(root).with_suffix("") for file in files if " keyset_page(" in file.read_text()}

    assert {".".join(file.parts) for file in paged} == NOT_DECLARED.keys()


@pytest.mark.parametrize("name", LISTS)
def test_each_order_is_answered_and_is_that_of_the_file(reader, name):
    found = reader(name)
    usual = found.page()
    agree(found, usual)
    for column in (one for one in usual.listing.columns_of(usual.request.user) if one.order):
        answer = found.get(sort=column.name)
        page, turned = answer.context["page"], found.page(sort=f"-{column.name}")
        agree(found, page)
        agree(found, turned)
        assert (page.sort, turned.sort, page.total) == (column.name, f"-{column.name}", usual.total)
        if not page.next:
            assert [row.pk for row in page] == [row.pk for row in turned][::-1]
        if page.rows and column.is_on_page:
            assert answer.content.decode().count('aria-sort="ascending"') == 1, column.name


@pytest.mark.parametrize("name", LISTS)
def test_each_filter_is_answered_and_is_that_of_the_file(reader, name):
    found = reader(name)
    answer = found.get()
    whole = answer.context["page"].total
    for field, value in choices(answer):
        page = found.page(**{field: value})
        agree(found, page)
        assert page.total <= max(whole, page.total if field in NOT_NARROWING else 0), (field, value)


# Another day, year or kind of the same list: not a part of what it shows at first.
NOT_NARROWING = {"masa", "jenis", "kind", "day", "view", "state", "which"}


def choices(answer: Any) -> Iterator[tuple[str, str]]:
    """Each value that the filters above a list offer, with the field's name."""
    context = answer.context
    form = context["filter"].form if "filter" in context else context.get("form")
    for name, field in form.fields.items() if isinstance(form, forms.Form) else ():
        for value, _label in list(getattr(field, "choices", ()))[:12]:
            if str(value):
                yield form.add_prefix(name), str(value)


@pytest.mark.parametrize("name", LISTS)
def test_files_are_the_same_list_and_the_access_log_names_whom_they_name(reader, name):
    found = reader(name)
    page = found.page()
    if not page.files:
        assert not page.listing.file_heads(page.request.user) or page.listing.permission or not page.rows
        return
    heads = [str(head) for head in page.listing.file_heads(page.request.user)]
    last, rows = AccessLogEntry.objects.order_by("pk").last(), found.rows(page)

    book = CalamineWorkbook.from_filelike(io.BytesIO(found.file(page, "xlsx").content))
    entry = AccessLogEntry.objects.filter(pk__gt=last.pk if last else 0).get()

    sheet = book.get_sheet_by_index(0).to_python()
    assert (sheet[0], len(sheet) - 1) == (heads, len(rows))
    assert (entry.kind, entry.subject) == ("export", f"{page.listing.what} as xlsx")
    named = {cell for row in rows for cell in row}
    people = {person.pk: person.full_name for person in Person.objects.all()}
    assert {people[key] for key in entry.people} == {one for one in people.values() if one in named}


# The names of batches come from a port that knows no pages; the profile leads to them.
WITHOUT_LINKS = {"inmates:list"}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_which_rows_it_shows_and_leads_to_what_it_names(reader, name):
    found, allowed = reader(name), {view: roles for view, (_methods, roles) in documented().items()}
    answer = found.get()
    page, said = answer.context["page"], compact(answer.content.decode())
    nowhere = leading_nowhere(answer.content.decode(), things(), allowed, found.role)

    assert nowhere == [] or name in WITHOUT_LINKS
    if page.rows:
        assert f"{page.first}–{page.last} dari {page.total}, urut: {page.order_words}" in said
