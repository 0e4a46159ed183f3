"""Pictures of pages of a running site with demo data, as wide as a desk and as a phone, in both themes.

    .venv/bin/python -m deploy.screenshots USER PATH [PATH ...] [--out FOLDER] [--site ADDRESS]

For anyone who changes a page and wants to see the result, such as `registrasi / /warga-binaan/`.
"""

import argparse
import re
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.run import find_chromium

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = {"desk": (1366, 768), "phone": (390, 844)}
THEMES = ("light", "dark")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("user", help="a demo user, such as registrasi")
    parser.add_argument("paths", nargs="+", metavar="PATH", help="such as /warga-binaan/")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "screenshots")
    parser.add_argument("--site", default="http://127.0.0.1:8000")
    parser.add_argument("--password", default="rutan-demo")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        for width, theme in product(WIDTHS, THEMES):
            draw(browser, options, width, theme)
        browser.close()


def draw(browser: Browser, options: argparse.Namespace, width: str, theme: str) -> None:
    """Every page in one width and one theme."""
    across, down = WIDTHS[width]
    context = browser.new_context(viewport={"width": across, "height": down}, locale="id-ID")
    context.add_cookies([{"name": "theme", "value": theme, "url": options.site}])
    page = context.new_page()
    sign_in(page, options)
    for path in options.paths:
        page.goto(options.site + path, wait_until="networkidle")
        name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "home"
        target = options.out / f"{name}-{width}-{theme}.png"
        page.screenshot(path=target, full_page=True)
        print(target)
    context.close()


def sign_in(page: Page, options: argparse.Namespace) -> None:
    page.goto(f"{options.site}/masuk/")
    page.fill("[name=username]", options.user)
    page.fill("[name=password]", options.password)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state()


if __name__ == "__main__":
    main()
