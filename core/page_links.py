"""Links on a page of a lower subject to pages of subjects above it.

Each such page has a port in its own subject; the subject that owns the other page answers in its `page_links.py`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from core.ports import Port


@dataclass(frozen=True)
class PageLink:
    """A page: what it is called, its address, and the permission without which it is not shown."""

    label: str | Promise
    url: str
    permission: str = ""
    icon: str = ""


def shown(links: Iterable[PageLink], *, may: Callable[[str], bool]) -> list[PageLink]:
    """The links whose pages a reader may open, by what `may` says of a permission."""
    return [link for link in links if not link.permission or may(link.permission)]


above_jobs: Port[[], PageLink] = Port()
"""Asked when a job is shown: the page that lists jobs, as the step before it."""
