"""What the browser loads: the copied libraries, the sprite, the style sheets and their weight."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
CSS = STATIC / "css"
TEMPLATES = sorted(
    path for path in (ROOT / "templates").rglob("*.html") if not {"papers", "printing"} & set(path.parts)
)
FRAME = [
    "vendor/bootstrap/5.3.8/bootstrap.min.css",
    "css/tokens.css",
    "css/components.css",
    "fonts/plus-jakarta-sans-400-700.woff2",
    "ui/icons.svg",
    "vendor/htmx.org/2.0.11/htmx.min.js",
]
PUBLIC = ["css/tokens.css", "css/public.css", "fonts/plus-jakarta-sans-400-700.woff2", "ui/icons.svg", "ui/strip.svg"]


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", block))


def theme_blocks() -> tuple[str, str, str]:
    """The values of light, dark and auto as they stand in tokens.css."""
    text = (CSS / "tokens.css").read_text()
    light = text[text.index(":root {") : text.index("@media screen {")]
    dark = re.search(r'\[data-bs-theme="dark"\] \{(.*?)\n  \}', text, re.DOTALL)
    auto = re.search(r'\[data-bs-theme="auto"\] \{(.*?)\n  \}', text, re.DOTALL)
    return light, dark[1], auto[1]


def luminance(color: str) -> float:
    digits = color.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def weight(names: list[str]) -> int:
    """Bytes over the wire, compressed as the server does where that helps."""
    return sum(min(len(raw), len(gzip.compress(raw))) for raw in [(STATIC / name).read_bytes() for name in names])


def test_manifest_holds_the_hash_of_every_vendored_file():
    manifest = json.loads((VENDOR / "manifest.json").read_text())
    own = {VENDOR / "manifest.json", VENDOR / "update.mjs"}

    found = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path not in own
    }

    assert found == manifest


def test_vendored_versions_are_those_of_the_package_file():
    wanted = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    versions = [path for path in [*VENDOR.glob("[!@]*/*"), *VENDOR.glob("@*/*/*")] if path.is_dir()]
    folders = {str(path.parent.relative_to(VENDOR)): path.name for path in versions}

    assert folders == wanted
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted


def test_every_icon_that_is_asked_for_is_in_the_sprite():
    sprite = set(re.findall(r'id="i-([\w-]+)"', (STATIC / "ui" / "icons.svg").read_text()))
    in_templates = re.compile(r"""{%\s*icon ["']([\w-]+)["']|#i-([\w-]+)|icon(?:_name)?=["']([\w-]+)["']""")
    in_tags = re.compile(r"""{%\s*(?:tag_status|task_mark) \S+ (?:"[^"]*"|[\w.]+) ?"([a-z][\w-]+)"\s*%}""")

    asked = {
        name
        for path in TEMPLATES
        for groups in [*in_templates.findall(path.read_text()), *[(n,) for n in in_tags.findall(path.read_text())]]
        for name in groups
        if name
    }

    assert asked
    assert asked - sprite == set()


def test_following_the_system_gives_the_values_of_the_dark_theme():
    _light, dark, auto = theme_blocks()

    assert tokens(dark) == tokens(auto)


def test_every_color_of_the_light_theme_has_a_dark_one():
    light, dark, _auto = theme_blocks()
    same_in_both = {"--mono", "--font", "--motif-on-dark", "--motif-on-light", "--nav-width", "--target"}
    sizes = re.compile(r"--(text|space|radius|bs)-")

    colors = {name for name in tokens(light) if name not in same_in_both and not sizes.match(name)}

    assert colors == {name for name in tokens(dark) if not sizes.match(name)}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("ink", "page", 4.5),
        ("ink-2", "page", 4.5),
        ("ink-3", "page", 4.5),
        ("ink-2", "surface-head", 4.5),
        ("ink-3", "surface-sunk", 4.5),
        ("brand-ink", "surface", 4.5),
        ("brand-ink", "brand-tint", 4.5),
        ("on-brand", "brand", 4.5),
        ("on-brand", "brand-hover", 4.5),
        ("on-nav", "nav", 4.5),
        ("on-nav-2", "nav", 4.5),
        ("on-bad", "bad", 4.5),
        *((f"{kind}-ink", f"{kind}-tint", 4.5) for kind in ("ok", "info", "warn", "bad", "quiet", "moved")),
        ("bad-ink", "surface", 4.5),
        ("line-strong", "surface", 3),
        *((f"chart-{number}", "surface", 3) for number in range(1, 6)),
    ],
)
def test_pair_has_enough_contrast(theme, ink, ground, least):
    values = tokens(theme_blocks()[theme == "dark"])

    assert contrast(values[f"--{ink}"], values[f"--{ground}"]) >= least


def test_only_the_tokens_ask_for_the_theme():
    assert [path.name for path in CSS.glob("*.css") if "data-bs-theme" in path.read_text()] == ["tokens.css"]


@pytest.mark.parametrize("sheet", sorted(path.name for path in CSS.glob("*.css")))
def test_style_sheet_names_only_files_that_are_there(sheet):
    addresses = re.findall(r"""url\(["']?(?!data:)([^"')]+)""", (CSS / sheet).read_text())

    assert [address for address in addresses if not (CSS / address).is_file()] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_has_nothing_that_the_security_policy_refuses(path):
    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)|(?:src|href)=[\"']https?:", re.IGNORECASE
    )

    assert inline.findall(re.sub(r"{%.*?%}", "", path.read_text(), flags=re.DOTALL)) == []


@pytest.mark.parametrize(
    "path",
    [path for path in TEMPLATES if path.name.startswith("_")],
    ids=lambda path: str(path.relative_to(ROOT / "templates")),
)
def test_partial_says_in_its_first_line_what_it_takes(path):
    assert re.match(r"\{#.*\btakes?\b.*#\}", path.read_text().splitlines()[0], re.IGNORECASE)


def test_frame_of_a_staff_page_leaves_room_for_the_page():
    assert len(FRAME) + 2 <= 8  # the page and one script of its own
    assert weight(FRAME) <= 80 * 1024


def test_frame_of_a_public_page_stays_small():
    assert weight(PUBLIC) <= 30 * 1024
