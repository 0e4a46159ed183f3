"""What a first visit costs over the wire, page by page: the page, its sheets, scripts, font and icons."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders

from tests.pages.rendered import Page

# The mark of the database, since the pages come from one: without it a run of this file alone would have none.
pytestmark = [pytest.mark.once, pytest.mark.django_db]

FONT = "fonts/plus-jakarta-sans-400-700.woff2"
MOST_BYTES, MOST_REQUESTS = 90 * 1024, 8
MOST_BYTES_IN_PUBLIC = 35 * 1024


def assets(page: Page) -> set[str]:
    """The files that the browser fetches for this page."""
    links = {link.split("#")[0] for link in page.outline.values("src", "href") if link.startswith("/static/")}
    return {link.removeprefix("/static/") for link in links} | {FONT}


def packed(content: bytes) -> int:
    return min(len(content), len(gzip.compress(content)))


def weight(page: Page) -> int:
    files = sum(packed(open_asset(name)) for name in assets(page))
    return files + packed(page.html.encode())


def open_asset(name: str) -> bytes:
    path = finders.find(name)
    assert path, f"{name} is asked for and is not there"
    with open(path, "rb") as file:
        return file.read()


def test_page_of_staff_is_light(pages):
    heavy = {page.name: (weight(page), len(assets(page)) + 1) for page in pages if page.role}

    assert heavy
    assert {name: cost for name, cost in heavy.items() if cost[0] > MOST_BYTES or cost[1] > MOST_REQUESTS} == {}


def test_public_page_is_lighter_still(pages):
    public = {page.name: weight(page) for page in pages if not page.role}

    assert "certification:check" in public
    assert {name: cost for name, cost in public.items() if cost > MOST_BYTES_IN_PUBLIC} == {}


def test_check_page_has_no_script_but_the_one_that_compares_files(pages):
    (page,) = [page for page in pages if page.name == "certification:check"]

    assert re.findall("<script[^>]*>", page.html) == ['<script src="/static/js/compare.js" defer>']
    # Without it the verdict stands there all the same, and a file can be compared by hand.
    assert "Sertifikat berlaku" in page.outline.text
    assert "sha256sum" in page.outline.text
