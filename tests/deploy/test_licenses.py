"""All third-party content of the repository is listed with its license, and the text of each license is included."""

import json
import re
from fnmatch import fnmatch
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
VENDOR = ROOT / "static" / "vendor"
FONTS = {".woff2", ".woff", ".ttf", ".otf"}
# The icons are drawn into one file, and the file stands in the table for them.
DRAWN = {"static/vendor/lucide-static/1.62.0/": "static/ui/icons.svg"}


def listed() -> list[tuple[str, str, list[str]]]:
    """Place, license and texts of each row of the table."""
    table = (ROOT / "docs/licenses.md").read_text().partition("## Installed beside it")[0]
    rows = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("|")][2:]
    return [(cells[1].strip(" `"), cells[2].strip(), re.findall(r"`([^`]+)`", cells[3])) for cells in rows]


def of_others() -> set[str]:
    """Every folder of a library and every font, wherever it stands."""
    versions = [path for path in [*VENDOR.glob("[!@]*/*"), *VENDOR.glob("@*/*/*")] if path.is_dir()]
    folders = {f"{path.relative_to(ROOT)}/" for path in versions}
    fonts = {
        str(path.relative_to(ROOT))
        for place in ("static", "printing", "certification", "templates")
        for path in (ROOT / place).rglob("*")
        if path.suffix in FONTS
    }
    return {DRAWN.get(folder, folder) for folder in folders} | fonts


def test_every_library_and_font_is_listed_with_its_license():
    places = [place for place, _license, _texts in listed()]

    assert {one for one in of_others() if not any(fnmatch(one, place) for place in places)} == set()
    assert {place for place in places if not any(fnmatch(one, place) for one in of_others())} == set()
    assert [place for place, terms, _texts in listed() if not terms] == []


def test_text_of_every_license_is_where_the_list_says():
    named = {text for _place, _terms, texts in listed() for text in texts}
    found = {
        str(path.relative_to(ROOT))
        for place in ("static", "printing")
        for path in (ROOT / place).rglob("*")
        if re.search(r"LICENSE|OFL", path.name)
    }

    assert named == found
    assert [place for place, _terms, texts in listed() if not texts] == []


def test_the_license_of_the_whole_is_one():
    text = (ROOT / "LICENSE").read_text()

    assert ("Apache License" in text, "END OF TERMS AND CONDITIONS" in text) == (True, True)
    assert json.loads((ROOT / "package.json").read_text())["license"] == "Apache-2.0"
    assert 'license = "Apache-2.0"' in (ROOT / "pyproject.toml").read_text()
