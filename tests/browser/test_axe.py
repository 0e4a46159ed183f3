"""Every page of the site under axe, with no rule switched off; what depends on colors in the dark theme as well.

A theme changes nothing but colors (static/css/tokens.css), so the rest of axe need not look at a page twice.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import HOME, fulfill
from tests.chromium import PATIENCE, chromium

pytestmark = pytest.mark.django_db
# Where most is crammed: tables that scroll, forms with many fields, the roll.
ON_A_PHONE = {
    "reports:help_text",
    "reports:home",
    "accounts:sign_in",
    "inmates:list",
    "inmates:detail",
    "inmates:import_detail",
    "programs:batch_detail",
    "programs:session_roll",
    "programs:count_list",
    "programs:count_session",
    "programs:movement_list",
    "programs:destination_list",
    "programs:selection_detail",
    "certification:assessment_grid",
    "certification:batch_certificates",
    "certification:check",
}
ALL = {"resultTypes": ["violations"]}
OF_COLORS = {**ALL, "runOnly": {"type": "tag", "values": ["cat.color"]}}


class Reader:
    """One tab that gets page after page; counts what axe, the console and the width say against them."""

    def __init__(self, browser, *, width=1366):
        # Without motion a color is what it will be at once, also when the theme changes.
        still = {"color_scheme": "light", "reduced_motion": "reduce"}
        self.context = browser.new_context(viewport={"width": width, "height": 768}, **still)
        self.context.set_default_timeout(PATIENCE)
        self.tab = self.context.new_page()
        self.html, self.complaints = "", []
        # Half a megabyte, which so goes to the browser once and not with every page.
        self.context.add_init_script(Axe().axe_script)
        self.tab.on("console", lambda message: self.complaints.append(message.text))
        self.tab.route("**/*", lambda route: fulfill(route, self.html))

    def read(self, html: str) -> list[str]:
        self.html = html
        self.complaints.clear()
        self.tab.goto(f"{HOME}/")
        self.tab.evaluate("document.fonts.ready")
        return self.violations(ALL) + self.complaints

    def read_in_the_dark(self) -> list[str]:
        """The page that stands open once more, in the other theme."""
        self.tab.emulate_media(color_scheme="dark")
        found = self.violations(OF_COLORS)
        self.tab.emulate_media(color_scheme="light", reduced_motion="reduce")
        return [f"dark: {one}" for one in found]

    def violations(self, rules: dict) -> list[str]:
        found = self.tab.evaluate("rules => axe.run(rules)", rules)["violations"]
        return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]

    def is_too_wide(self) -> bool:
        return self.tab.evaluate("document.documentElement.scrollWidth > window.innerWidth")


@pytest.fixture
def reader(pages):
    """A tab of its own in the browser."""
    with chromium() as browser:
        yield lambda **options: Reader(browser, **options)


@pytest.mark.parametrize("half", [0, 1])
def test_every_page_is_accessible(pages, reader, half):
    """In halves, so that two processes share them."""
    tab = reader()

    wrong = {
        f"{page.name} ({page.role})": found
        for page in pages[half::2]
        if (found := tab.read(page.html) + tab.read_in_the_dark())
    }

    assert wrong == {}


def test_pages_are_accessible_on_a_phone_and_scroll_in_one_direction_only(pages, reader):
    tab = reader(width=390)
    narrow = [page for page in pages if page.name in ON_A_PHONE]

    wrong = {page.name: found for page in narrow if (found := tab.read(page.html) + ["too wide"] * tab.is_too_wide())}

    assert {page.name for page in narrow} == ON_A_PHONE
    assert wrong == {}
