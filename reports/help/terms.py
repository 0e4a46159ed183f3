"""Words of the field in one sentence each, from one file, for the offices that use them.

Each stands in `docs/glossary.md` too, which tells its name in the code; a test holds that.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.urls import reverse
from django.utils.text import slugify

from accounts.roles import Side

FILE = Path(__file__).resolve().parent / "terms.txt"
_EVERYBODY = "semua"


@dataclass(frozen=True)
class Term:
    """A word and what it means. `side` is the only one that reads it, empty for all."""

    side: str
    word: str
    meaning: str

    @property
    def key(self) -> str:
        return slugify(self.word)

    @property
    def address(self) -> str:
        return f"{reverse('reports:help_terms')}#{self.key}"


@cache
def all_terms() -> tuple[Term, ...]:
    """Every word, in the order of the alphabet."""
    rows = (line.split(" | ") for line in FILE.read_text(encoding="utf-8").splitlines())
    found = [Term("" if side == _EVERYBODY else side, word, meaning) for side, word, meaning in rows]
    return tuple(sorted(found, key=lambda term: term.word.casefold()))


def terms_for(side: Side) -> list[Term]:
    """The words that offices of this side use."""
    return [term for term in all_terms() if term.side in ("", side)]
