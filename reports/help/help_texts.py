"""The pages of help: one text file each, in Indonesian, for the roles that it names.

A file of `texts/` begins with lines “name: value” and a line of three dashes; what follows is Markdown. `untuk` are
the roles or sides that read it (or *semua*), `halaman` the pages from which it is opened, `kata` words by which it is
found though it does not contain them. What is bold is the exact name of a page, button or field; a test holds that.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from accounts.roles import SIDES, Role, Side
from reports.home import menu

TEXTS = Path(__file__).resolve().parent / "texts"
GROUPS = MappingProxyType(
    {
        "mulai": "Mulai",
        "hari-ini": "Hari ini",
        "peserta": "Peserta",
        "pelatihan": "Pelatihan",
        "lulusan": "Lulusan",
        "kantor": "Kantor",
    }
)
"""The parts of the help and of the booklet, in order."""
EVERYBODY = "semua"
_MARKS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*#>]|^\d+\.", re.MULTILINE)
_WORDS_A_MINUTE = 130


@dataclass(frozen=True)
class HelpText:
    """One page of help. `roles` are empty if everybody reads it; `pages` are names of views."""

    key: str
    group: str
    icon_name: str
    title: str
    body: str
    roles: frozenset[str] = frozenset()
    pages: tuple[str, ...] = ()
    synonyms: str = ""
    search_words: str = field(default="", repr=False)

    def is_for(self, user: User) -> bool:
        """Whether the user reads it."""
        return not self.roles or not self.roles.isdisjoint(user.role_names)

    def readers(self, side: Side) -> list[str]:
        """The roles of this side that it is for, in words; of no other side, whose words may say too much."""
        roles = [role for role in Role if role in self.roles]
        return [str(role.label) for role in roles if SIDES[role] in (side, Side.BOTH)]

    @property
    def address(self) -> str:
        return reverse("reports:help_text", args=[self.key])

    @cached_property
    def minutes(self) -> int:
        """How long reading takes."""
        return max(1, round(len(self.body.split()) / _WORDS_A_MINUTE))


def _roles(names: list[str]) -> Iterator[str]:
    """The roles by name, or all of a side by its name; none for everybody."""
    for name in names:
        if name in Side.values:
            yield from (role for role in Role if SIDES[role] == name)
        elif name != EVERYBODY:
            yield Role(name).value


def _read(path: Path) -> HelpText:
    head, _line, body = path.read_text(encoding="utf-8").partition("\n---\n")
    facts = dict(re.split(r":\s*", line, maxsplit=1) for line in head.splitlines())
    body = body.strip()
    return HelpText(
        key=re.sub(r"^\d+-", "", path.stem),
        group=facts["kelompok"],
        icon_name=facts["ikon"],
        title=facts["judul"],
        body=body,
        roles=frozenset(_roles(facts["untuk"].split())),
        pages=tuple(facts.get("halaman", "").split()),
        synonyms=facts.get("kata", ""),
        search_words=" ".join((facts["judul"], facts.get("kata", ""), _MARKS.sub(r"\1", body))).casefold(),
    )


@cache
def all_texts() -> tuple[HelpText, ...]:
    """Every page of help, in the order of the groups and then of the files."""
    order = list(GROUPS)
    return tuple(sorted(map(_read, sorted(TEXTS.glob("*.md"))), key=lambda text: order.index(text.group)))


def texts_for(user: User) -> list[HelpText]:
    """The pages of help that the user reads."""
    return [text for text in all_texts() if text.is_for(user)]


def grouped(texts: Iterable[HelpText]) -> list[tuple[str, list[HelpText]]]:
    """The pages under the titles of their groups, without groups that have none."""
    groups: dict[str, list[HelpText]] = {}
    for text in texts:
        groups.setdefault(GROUPS[text.group], []).append(text)
    return list(groups.items())


def sought(words: str, user: User) -> list[HelpText]:
    """The user's pages that contain each of the words; first those that have them in the title, then in `kata`."""
    parts = words.casefold().split()
    found = [text for text in texts_for(user) if parts and all(part in text.search_words for part in parts)]

    def rank(text: HelpText) -> int:
        places = (text.title.casefold(), f"{text.title} {text.synonyms}".casefold())
        return next((at for at, place in enumerate(places) if all(part in place for part in parts)), len(places))

    return sorted(found, key=rank)


@cache
def _by_page() -> MappingProxyType[str, tuple[HelpText, ...]]:
    found: dict[str, tuple[HelpText, ...]] = {}
    for text in all_texts():
        for page in text.pages:
            found[page] = (*found.get(page, ()), text)
    return MappingProxyType(found)


def text_of_page(page: str, user: User) -> HelpText | None:
    """The first help that names this page and that the user reads."""
    return next((text for text in _by_page().get(page, ()) if text.is_for(user)), None)


def text_of_request(request: HttpRequest, user: User) -> HelpText | None:
    """The help for the page that is shown: its own, else that of the menu's page it belongs to."""
    page = request.resolver_match.view_name if request.resolver_match else ""
    if text := text_of_page(page, user):
        return text
    entry = menu.entry_of(user, request)
    return text_of_page(entry.page, user) if entry else None
