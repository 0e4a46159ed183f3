"""The page of all parts in Chromium: accessibility in every theme, narrow screens, the keyboard."""

import mimetypes
import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory

from tests.chromium import CHROMIUM, PATIENCE, chromium
from tests.core import look

HOME = "http://terampil.test/"
POLICY = "; ".join(
    f"{name} {' '.join(sources)}" for name, sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM and os.environ.get("CI") != "true", reason="needs Chromium"),
]


@pytest.fixture
def opened():
    """Opens a page in a browser that gets everything from this process, under the site's own security policy."""
    with chromium() as browser:

        def opened(html, *, width=1366, scheme="light"):
            context = browser.new_context(viewport={"width": width, "height": 768}, color_scheme=scheme)
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            page.complaints = []
            page.on("console", lambda message: page.complaints.append(message.text))
            page.route("**/*", lambda route: answer(route, html))
            page.goto(HOME)
            page.evaluate("document.fonts.ready")
            return page

        yield opened


def answer(route, html):
    name = route.request.url.removeprefix(HOME).split("?")[0]
    if name and not name.startswith("static/"):
        return route.fulfill(status=204)  # what htmx asks for while the page stands open
    if not name:
        return route.fulfill(body=html, content_type="text/html", headers={"Content-Security-Policy": POLICY})
    path = finders.find(name.removeprefix("static/"))
    return route.fulfill(path=path, content_type=mimetypes.guess_type(path)[0] or "application/octet-stream")


def all_parts(theme="light"):
    request = RequestFactory().get("/", HTTP_COOKIE=f"theme={theme}")
    request.user = look.reader()
    return look.all_parts(request).content.decode()


def violations(page):
    found = Axe().run(page).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


@pytest.mark.parametrize(
    ("theme", "scheme", "ground"),
    [
        ("light", "dark", "rgb(246, 245, 241)"),
        ("dark", "light", "rgb(15, 22, 20)"),
        ("auto", "dark", "rgb(15, 22, 20)"),
        ("auto", "light", "rgb(246, 245, 241)"),
    ],
)
def test_every_part_is_accessible_in_every_theme(opened, theme, scheme, ground):
    page = opened(all_parts(theme), scheme=scheme)

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == ground
    assert violations(page) == []
    assert page.complaints == []


def test_narrow_screen_scrolls_no_page_sideways_and_opens_the_menu_without_script(opened):
    page = opened(all_parts(), width=320)

    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.locator("#menu").is_hidden()
    page.get_by_role("link", name="Menu", exact=True).click()
    assert page.locator("#menu").is_visible()
    assert violations(page) == []


def test_paper_is_black_on_white_whatever_the_theme(opened):
    page = opened(all_parts("dark"))

    page.emulate_media(media="print")

    seen = page.evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
    assert seen == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert page.locator(".topbar").is_hidden()


def test_first_tab_leads_past_the_menu_to_the_content(opened):
    page = opened(all_parts().replace(" autofocus", ""))

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "isi"


def test_error_summary_has_the_focus_when_the_page_opens(opened):
    page = opened(all_parts())

    assert page.evaluate("document.activeElement.className") == "error-summary"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["404", "accounts/locked_out"])
def test_page_before_sign_in_is_accessible(opened, name, theme):
    page = opened(render_to_string(f"{name}.html", {"theme": theme}), width=390)

    assert violations(page) == []
    assert page.complaints == []
