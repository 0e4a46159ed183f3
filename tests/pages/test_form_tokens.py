"""Whatever holds a form gets the token of the page: a part included with `only` is told, else every browser is refused.

Tests whose client fills in tokens by itself would not notice.
"""

import re

from django.conf import settings

TEMPLATES = settings.BASE_DIR / "templates"
_INCLUDED = re.compile(r'{%\s*include\s+"(?P<part>[^"]+)"(?P<given>[^%]*)%}')
_NO_FORM = "may_retry=False"


def sources():
    """Each template by its name."""
    return {path.relative_to(TEMPLATES).as_posix(): path.read_text() for path in TEMPLATES.rglob("*.html")}


def with_forms(found: dict[str, str]) -> set[str]:
    """Templates that need the token: for a form of their own, or of a part that they include."""
    needing = {name for name, source in found.items() if "{% csrf_token %}" in source}
    while more := {
        name
        for name, source in found.items()
        if name not in needing and any(part["part"] in needing for part in _INCLUDED.finditer(source))
    }:
        needing |= more
    return needing


def without_token(found: dict[str, str]) -> list[str]:
    """Inclusions that keep the token from a form."""
    needing = with_forms(found)
    return [
        f"{name}: {part['part']}"
        for name, source in sorted(found.items())
        for part in _INCLUDED.finditer(source)
        if part["part"] in needing
        and re.search(r"\bonly\b", part["given"])
        and "csrf_token=csrf_token" not in part["given"]
        and _NO_FORM not in part["given"]
    ]


def test_every_part_with_a_form_gets_the_token():
    assert without_token(sources()) == []


def test_a_token_lost_two_parts_above_the_form_is_found():
    found = {
        "page.html": '{% include "list.html" with rows=rows only %}',
        "list.html": '{% include "row.html" with row=row csrf_token=csrf_token only %}',
        "row.html": "<form>{% csrf_token %}</form>",
    }

    assert without_token(found) == ["page.html: list.html"]


# Forms that no browser sends as such: the holder's page has no token (docs/decisions.md), offline a script reads them.
TOKENLESS = (
    "outcomes/followup/holder",
    "outcomes/followup/_holder",
    "programs/offline/_offline_screens.html",
    # The public check changes nothing and sets no cookie.
    "certification/earlier_certificates/_number_form.html",
)


def test_every_form_that_writes_has_the_token():
    missing = [
        name
        for name, source in sources().items()
        if 'method="post"' in source
        and "{% csrf_token %}" not in source
        and not name.startswith(TOKENLESS)
        # A search writes nothing (core.sought_words).
        and "_seeks.html" not in source
    ]

    assert missing == []
