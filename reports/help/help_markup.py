"""Draws the text of a help page: its steps, its links for one reader, its pictures; for the screen and for paper."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from accounts.models import User
from reports.help.help_texts import HelpText, texts_for
from reports.help.pictures import Taken, taken
from reports.help.terms import Term, terms_for
from reports.home import menu

TROUBLE = "Bila ada yang salah"
"""The heading of the part that is no step: what can go wrong, and what to do then."""
_PICTURE = re.compile(r'^!\[([^\]]+)\]\(([a-z0-9-]+) "([^"]+)"\)$', re.MULTILINE)


@dataclass(frozen=True)
class Picture:
    """A picture of a page; `says` tells what it shows to whoever does not see it."""

    taken: Taken
    says: str
    caption: str


@dataclass(frozen=True)
class Part:
    """One part of a help page: a step with its number, or one without."""

    title: str
    number: int
    content: SafeString
    pictures: tuple[Picture, ...] = ()


@dataclass
class Reader:
    """What links of a text may lead to, and words it explains. On paper nothing is a link.

    A word is explained once a page; `told` are the keys of those that were.
    """

    addresses: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    terms: Mapping[str, Term] = field(default_factory=lambda: MappingProxyType({}))
    told: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, user: User) -> "Reader":
        pages = {entry.page: entry.address for entry in menu.entries_of(user)}
        texts = {f"bantuan:{text.key}": text.address for text in texts_for(user)}
        pages["akun"] = reverse("accounts:account")
        return cls(pages | texts, {f"istilah:{term.key}": term for term in terms_for(user.side)})


class _Drawn(RendererHTML):
    """Links that the reader cannot open stand as bold words, words as what explains them when they are pointed at."""

    def link_open(self, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
        target, reader = str(tokens[index].attrGet("href")), env["reader"]
        opening, closing = _around(target, reader)
        # The end of the link knows nothing of its target.
        next(token for token in tokens[index:] if token.type == "link_close").meta["html"] = closing
        reader.told.add(target)
        return opening

    def link_close(self, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
        return str(tokens[index].meta["html"])


def _around(target: str, reader: Reader) -> tuple[str, str]:
    """What stands before and behind the words of a link."""
    if target.startswith("istilah:"):
        term = reader.terms.get(target)
        return term_around(term) if term and target not in reader.told else ("", "")
    address = reader.addresses.get(target)
    return (format_html('<a href="{}">', address), "</a>") if address else ("<b>", "</b>")


def term_around(term: Term) -> tuple[str, str]:
    """A word that says what it means when pointed at or reached by Tab, and leads to the list of all words."""
    opening = '<span class="term"><a href="{}" aria-describedby="istilah-{}">'
    closing = '</a><span class="term__say" role="tooltip" id="istilah-{}" lang="id">{}</span></span>'
    return format_html(opening, term.address, term.key), format_html(closing, term.key, term.meaning)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}, renderer_cls=_Drawn).disable(["image", "autolink"])


def drawn(text: str, reader: Reader) -> SafeString:
    """The Markdown as HTML. Its author cannot write HTML: what looks like a tag is shown as it is."""
    return mark_safe(_markdown().render(text, {"reader": reader}))  # noqa: S308  # escaped by the library


def parts_of(text: HelpText, reader: Reader) -> tuple[SafeString, list[Part]]:
    """What stands before the first heading, and the parts under the headings, numbered but for the troubles."""
    opening, *rest = re.split(r"^## ", text.body, flags=re.MULTILINE)
    parts, number = [], 0
    for title, _newline, body in (one.partition("\n") for one in rest):
        is_step = title.strip() != TROUBLE
        number += is_step
        named = [(taken().get(key), says, caption) for says, key, caption in _PICTURE.findall(body)]
        pictures = tuple(Picture(one, says, caption) for one, says, caption in named if one)
        content = drawn(_PICTURE.sub("", body), reader)
        parts.append(Part(title.strip(), number if is_step else 0, content, pictures))
    return drawn(opening, reader), parts
