"""Pictures for the help, of a running site with fresh demo data: as a phone shows the page, at double density.

    .venv/bin/python -m deploy.help_pictures [--site ADDRESS] [KEY ...]

Writes `static/help/KEY.png` and the manifest, which says of which version they are and what their pages were made of:
a test fails as soon as a template or a word of theirs has changed since.
"""

import argparse
import hashlib
import io
import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from deploy import catalogue
from deploy.screenshots import sign_in
from tests.run import find_chromium

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "static" / "help"
MANIFEST = FOLDER / "manifest.json"
WIDTH, MOST_HEIGHT = 420, 460
MOST_BYTES = 60_000
_WORDS = re.compile(r"""(?:translate|_\()\s*["']([^"']+)["']""")


@dataclass(frozen=True)
class Shot:
    """What one picture shows: where `user` begins, the links followed from there, and the first part that matches.

    `templates` are those that draw the part.
    """

    user: str
    start: str
    follow: tuple[str, ...]
    part: str
    templates: tuple[str, ...]


_A = "programs/attendance"
SHOTS = {
    "presensi": Shot(
        "instruktur", "/", ("main a[href$='/presensi/']",), ".roll", (f"{_A}/_roll_form.html", f"{_A}/_roll_row.html")
    ),
    "hitungan": Shot(
        "pengamanan", "/", ("main a[href$='/hitung/']",), ".count-grid", ("programs/count_alarms/_count_line.html",)
    ),
    "pola-pekan": Shot(
        "koordinator",
        "/angkatan/",
        ("main a[href^='/angkatan/'][href*='-']", "main a[href$='/pola/']"),
        "main form .panel",
        ("programs/timetable/batch_pattern.html", "programs/timetable/_week_times.html"),
    ),
    "angkatan": Shot(
        "koordinator",
        "/angkatan/",
        ("main a[href^='/angkatan/'][href*='-']",),
        "main .next",
        ("programs/batch_lifecycle/_batch_next.html",),
    ),
    "penilaian": Shot(
        "asesor",
        "/",
        ("main a[href^='/penilaian/']",),
        "main .table-wrap",
        ("certification/assessment/assessment_grid.html", "certification/assessment/_grade_row.html"),
    ),
    "sertifikat": Shot(
        "sertifikat",
        "/",
        ("main a[href^='/sertifikat/angkatan/']",),
        "main .panel",
        ("certification/certificates/batch_certificates.html", "certification/certificates/_candidate_row.html"),
    ),
    "telepon": Shot(
        "penempatan",
        "/tindak-lanjut/",
        (),
        "main .cols--call > *",
        ("outcomes/followup/call_day.html", "outcomes/followup/_call_person.html"),
    ),
}


def digest(shot: Shot) -> str:
    """One hash over the templates of a picture and the Indonesian words that they name."""
    path = ROOT / "locale" / catalogue.LANGUAGE / "LC_MESSAGES" / "django.po"
    said = {message.id: message.string for message in catalogue.read(path) if message.id}
    whole = hashlib.sha256()
    for name in shot.templates:
        text = (ROOT / "templates" / name).read_text(encoding="utf-8")
        whole.update(text.encode())
        whole.update(json.dumps([said.get(word) for word in _WORDS.findall(text)], ensure_ascii=False).encode())
    return whole.hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("keys", nargs="*", metavar="KEY", help="all of them if none is named")
    parser.add_argument("--site", default="http://127.0.0.1:8000")
    parser.add_argument("--password", default="rutan-demo")
    options = parser.parse_args()
    listed = json.loads(MANIFEST.read_text(encoding="utf-8"))["pictures"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        for key in options.keys or SHOTS:
            listed[key] = take(browser, options, key)
        browser.close()
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    kept = {key: listed[key] for key in sorted(listed) if key in SHOTS}
    MANIFEST.write_text(json.dumps({"version": version, "pictures": kept}, indent=1) + "\n", encoding="utf-8")


def take(browser: Browser, options: argparse.Namespace, key: str) -> dict[str, object]:
    """Draws one picture and returns what the manifest says of it."""
    shot = SHOTS[key]
    context = browser.new_context(
        viewport={"width": WIDTH, "height": 1400}, device_scale_factor=2, locale="id-ID", color_scheme="light"
    )
    page = context.new_page()
    options.user = shot.user
    sign_in(page, options)
    page.wait_for_load_state("networkidle")
    page.goto(options.site + shot.start, wait_until="networkidle")
    for link in shot.follow:
        address = page.locator(link).first.get_attribute("href")
        page.goto(options.site + str(address), wait_until="networkidle")
    content = drawn(page, shot)
    context.close()
    (FOLDER / f"{key}.png").write_bytes(content)
    width, height = Image.open(io.BytesIO(content)).size
    print(key, width, height, len(content))
    return {
        "width": width // 2,
        "height": height // 2,
        "digest": digest(shot),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def drawn(page: Page, shot: Shot) -> bytes:
    """The part as a small PNG, cut where it is too high."""
    part = page.locator(shot.part).locator("visible=true").first
    # It stays in view above whatever is scrolled to.
    page.evaluate("for (const strip of document.querySelectorAll('.alarm-strip')) strip.remove()")
    part.scroll_into_view_if_needed()
    image = Image.open(io.BytesIO(part.screenshot())).convert("RGB")
    image = image.crop((0, 0, image.width, min(image.height, 2 * MOST_HEIGHT)))
    for colors in (64, 32, 16):
        target = io.BytesIO()
        image.quantize(colors, dither=Image.Dither.NONE).save(target, "PNG", optimize=True)
        if len(target.getvalue()) <= MOST_BYTES:
            return target.getvalue()
    raise SystemExit(f"{shot.part} of {shot.start} is too large a picture")


if __name__ == "__main__":
    main()
