"""Templates keep to the order of imports: they name only pages, parts and tags of their own subject and earlier ones.

Where a page leads to one of a later area, that area registers it with a port: see `core.page_links`.
"""

import re
import tomllib

import pytest
from django.conf import settings
from django.template.engine import Engine
from django.urls import URLPattern, get_resolver

TEMPLATES = settings.BASE_DIR / "templates"
# But for what htmx calls the element itself.
_PAGE = re.compile(r"""["']((?!this:)[a-z_]+:[a-z_]+)["']""")
_PART = re.compile(r"""(?:include|extends)\s+["']([\w/]+\.html)["']""")
_LOADED = re.compile(r"{%\s*load\s+(.*?)\s*%}")

# Inside an area, these pages are named by earlier subjects too: what the area turns around, to which the pages of its
# parts lead back, and what is done next on another page. A page of another area never stands here.
KNOWN_IN_THEIR_AREA = {
    "certification:batch_certificates",
    "certification:certificate_detail",
    "certification:certificate_list",
    "inmates:detail",
    "inmates:history",
    "inmates:list",
    "inmates:photo",
    "programs:batch_detail",
    "programs:batch_list",
    "programs:count_session",
    "programs:enroll",
    "programs:enrollment_reinstate",
    "programs:merge_choose",
    "programs:merge_list",
    "programs:offer_accept",
    "programs:offline_list",
    "programs:offline_page",
    "programs:participant_detail",
    "programs:participant_list",
    "programs:person_selection",
    "programs:program_detail",
    "programs:session_journal",
    "programs:session_roll",
    "programs:tool_sheet",
}
# An agreement lists its batches with their states.
KNOWN_PARTS = {"programs/batches/_batch_state.html"}


def ranks():
    """The place of each area, and of each subject as `area/subject`, in the order of imports; later ones are higher."""
    contracts = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = {(one.get("containers") or [""])[0]: one["layers"] for one in contracts if one["type"] == "layers"}
    found = {}
    for place, area in enumerate(reversed(layers.pop(""))):
        subjects = list(reversed(layers.get(area, [])))
        # What stands in an area beside its subjects may name all of them.
        found[area] = (place, len(subjects))
        found |= {f"{area}/{subject}": (place, at) for at, subject in enumerate(subjects)}
    return found


RANKS = ranks()


def rank(path):
    """The place of a template or module, by its path; what belongs to no area belongs to the whole site."""
    area, _slash, rest = path.partition("/")
    return RANKS.get(f"{area}/{rest.partition('/')[0]}") or RANKS.get(area) or RANKS["rutan_blk"]


def modules_of_pages(patterns=None, namespace=""):
    """The module of the view of each address, by name."""
    found = {}
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLPattern):
            found[f"{namespace}:{pattern.name}"] = pattern.callback.__module__.replace(".", "/")
        else:
            found |= modules_of_pages(pattern.url_patterns, pattern.namespace or namespace)
    return found


def upward(path, text, pages):
    """What a template names of later subjects, apart from what is known in its area."""
    own = rank(path)
    libraries = Engine.get_default().libraries
    for name in _PAGE.findall(text):
        place = rank(pages[name])
        if place > own and not (name in KNOWN_IN_THEIR_AREA and place[0] == own[0]):
            yield name
    for part in _PART.findall(text):
        if part.partition("/")[0] in RANKS and rank(part) > own and part not in KNOWN_PARTS:
            yield part
    # Tags stand in a folder of the area, not of a subject.
    for name in " ".join(_LOADED.findall(text)).split():
        module = libraries.get(name, "").replace(".", "/")
        if module.partition("/")[0] in RANKS and rank(module)[0] > own[0]:
            yield name


def test_templates_name_nothing_of_later_subjects():
    pages = modules_of_pages()
    paths = {path.relative_to(TEMPLATES).as_posix(): path.read_text() for path in TEMPLATES.rglob("*.html")}

    found = {path: names for path, text in paths.items() if (names := list(upward(path, text, pages)))}

    assert found == {}


def test_every_known_page_is_still_named_by_an_earlier_subject():
    pages = modules_of_pages()
    named = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in _PAGE.findall(path.read_text())
        if rank(pages[name]) > rank(path.relative_to(TEMPLATES).as_posix())
    }

    assert named == KNOWN_IN_THEIR_AREA


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("inmates/profile/a.html", '{% link "x" "programs:batch_detail" %}', ["programs:batch_detail"]),
        ("inmates/profile/a.html", "{% url 'inmates:import_list' %}", []),
        ("inmates/custody/a.html", "{% url 'inmates:import_list' %}", ["inmates:import_list"]),
        ("programs/catalog/a.html", '{% crumb "x" "programs:batch_detail" %}', []),
        ("programs/catalog/a.html", '{% crumb "x" "programs:tool_list" %}', ["programs:tool_list"]),
        ("core/a.html", '{% include "_notice.html" %}', []),
        ("core/a.html", '{% include "accounts/_a.html" %}', ["accounts/_a.html"]),
        ("core/a.html", "{% load i18n people slots %}", ["people"]),
        ("_frame.html", '{% link "x" "reports:job_list" %}', []),
    ],
)
def test_what_counts_as_upward(path, text, found):
    assert list(upward(path, text, modules_of_pages())) == found
