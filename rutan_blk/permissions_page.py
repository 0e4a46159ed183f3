"""Generates `docs/permissions.md`: which role may open which page, from roles, URLs and `@requires`.

The prose of the page is written by hand. Whatever follows from the code is between the marks `<!-- pages of APP -->`
and `<!-- end -->` and is rewritten by `manage.py permissions_page`.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.permissions import PERMISSIONS
from accounts.roles import Role

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "permissions.md"
MADE = re.compile(r"(?<=<!-- pages of )(\w+)( -->\n\n).*?(?=\n\n<!-- end -->)", re.DOTALL)
COLUMNS = ["Page", "Methods", "Permission"]


@dataclass(frozen=True)
class Page:
    """One URL and who may open it; without `permissions` no role is required."""

    name: str
    view: Callable[..., HttpResponse]
    permissions: tuple[str, ...]
    is_public: bool

    @property
    def app(self) -> str:
        return self.name.partition(":")[0]

    @property
    def section(self) -> str:
        """The mark that its row belongs under."""
        if self.permissions:
            return self.app
        return "everybody" if self.is_public else "oneself"


def page(document: Path = DOCUMENT) -> str:
    """The complete document as it should be."""
    return filled(document.read_text(encoding="utf-8"), list(pages(get_resolver())))


def filled(text: str, found: list[Page]) -> str:
    """The text with everything between marks regenerated. Raises `ValueError` for a page without a mark."""
    marked = {mark[1] for mark in MADE.finditer(text)}
    if unmarked := sorted({one.section for one in found} - marked):
        raise ValueError(f"{DOCUMENT.name} has no mark <!-- pages of {unmarked[0]} -->")
    return MADE.sub(lambda mark: mark[1] + mark[2] + section(mark[1], found), text)


def section(name: str, found: list[Page]) -> str:
    """The content under one mark: a table if roles differ, otherwise a list."""
    here = [one for one in found if one.section == name]
    if all(one.permissions for one in here):
        return "\n".join(table(here))
    return "\n".join(f"- `{one.name}`" for one in here)


def table(found: Iterable[Page]) -> Iterator[str]:
    """Yields a row per page in URL order, with a column per role."""
    yield row([*COLUMNS, *(f"`{role.value}`" for role in Role)])
    yield "|" + "---|" * len(COLUMNS) + ":-:|" * len(Role)
    for one in found:
        named = " or ".join(f"`{permission}`" for permission in one.permissions)
        marks = ["–" if PERMISSIONS[role].isdisjoint(one.permissions) else "✓" for role in Role]
        yield row([f"`{one.name}`", ", ".join(methods(one.view)), named, *marks])


def row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def pages(resolver: URLResolver, namespace: str = "") -> Iterator[Page]:
    """Yields every named URL below this one."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from pages(entry, f"{entry.namespace}:" if entry.namespace else namespace)
        elif entry.name:
            yield described(f"{namespace}{entry.name}", entry)


def described(name: str, entry: URLPattern) -> Page:
    return Page(
        name=name,
        view=entry.callback,
        permissions=getattr(entry.callback, "required_permissions", ()),
        is_public=not getattr(entry.callback, "login_required", True),
    )


def methods(view: Callable[..., HttpResponse]) -> list[str]:
    """Calls the view as a browser would, because no attribute tells which methods it accepts."""
    request = RequestFactory().options("/")
    request.user = SimpleNamespace(has_perm=lambda _permission: True)  # type: ignore[assignment]  # for the guard alone
    return sorted(part.strip() for part in view(request).headers["Allow"].split(","))
