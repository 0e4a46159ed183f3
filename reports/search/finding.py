"""One search over all that a reader may see: people, batches, certificates, tools, employers, programs, pages, help."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.sought_words import SoughtQuery
from reports.help import help_texts
from reports.home import menu
from reports.search.sources import SOURCES, Hit, Source

SHORTEST = 2
"""Letters or digits. One alone stands in nearly every name."""
MOST = 5
"""Finds of one kind; the list of the kind has them all."""


@dataclass(frozen=True)
class Group:
    """What was found of one kind. If there is more, `all_address` leads to a list that takes the words, if any does."""

    title: str | Promise
    icon_name: str
    hits: list[Hit]
    has_more: bool = False
    all_address: str = ""


def is_enough(words: str) -> bool:
    """Whether the words say enough to search by them."""
    return sum(1 for sign in words if sign.isalnum()) >= SHORTEST


def find(words: str, *, by: User, mark: str) -> list[Group]:
    """What the reader may see and the words match, without kinds of which nothing was found.

    `mark` names the sign-in, for which the words are sealed in addresses. At most eight statements.
    """
    if not is_enough(words):
        return []
    groups = [_group(source, words, by, mark) for source in SOURCES if _searches(source, by)]
    pages = _pages(words, by)
    groups.append(Group(_("Pages"), "layers", pages[:MOST], has_more=len(pages) > MOST))
    texts = [Hit(text.title, help_texts.GROUPS[text.group], text.address) for text in help_texts.sought(words, by)]
    has_more = len(texts) > MOST
    address = f"{reverse('reports:help')}?{_sealed(words, mark)}" if has_more else ""
    groups.append(Group(_("Help"), "circle-question-mark", texts[:MOST], has_more, address))
    return [group for group in groups if group.hits]


def _searches(source: Source, by: User) -> bool:
    return by.has_perm(source.permission) and not (source.unless and by.has_perm(source.unless))


def _group(source: Source, words: str, by: User, mark: str) -> Group:
    # One more tells whether there are others; who it is, is not read, so that the access log need not know of it.
    rows = list(source.rows(words, by)[: MOST + 1])
    has_more = len(rows) > MOST
    return Group(
        source.title,
        source.icon_name,
        [source.hit(row) for row in rows[:MOST]],
        has_more,
        f"{reverse(source.listing)}?{_sealed(words, mark)}" if has_more and source.listing else "",
    )


def _sealed(words: str, mark: str) -> str:
    query = QueryDict(mutable=True)
    query["q"] = words
    return SoughtQuery.of(query, mark=mark).urlencode()


def _pages(words: str, by: User) -> list[Hit]:
    """Pages of the menu with these words in their name."""
    sought = words.casefold()
    found = (entry for entry in _entries(by) if sought in str(entry.label).casefold())
    return [Hit(str(entry.label), "", entry.address) for entry in found]


def _entries(by: User) -> Iterable[menu.Entry]:
    return dict.fromkeys(menu.entries_of(by))
