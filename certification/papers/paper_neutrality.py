"""Papers that leave the office must not reveal where their holder was trained.

Holders hide certificates that name a prison (interviews in Criminology, 2022), and the issuer is the training center;
so these words may not appear in any field.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from inmates.custody.custody_words import custody_words, texts_of
from inmates.custody.telltale_words import telltale_words

# Base64 data rather than text.
PICTURES = ("photo", "emblem")
# Codes and signed text with machine-generated letters.
DRAWN = "check"
# The center's own address may contain such words: streets have blocks too.
ISSUER = "issuer"


def neutrality_reasons(snapshot: Mapping[str, Any], offices: Iterable[str] = ()) -> list[str]:
    """One reason for each text that reveals custody, quoting it; `offices` comes from `office_names`."""
    parts = {key: list(texts_of(value)) for key, value in snapshot.items() if key not in PICTURES}
    offices = tuple(offices)
    # Usually nothing is found, and searching one long text is faster than many short ones.
    if not any(_words(key, "\n".join(texts), offices) for key, texts in _joined(parts).items()):
        return []
    return [
        _(
            "“%(text)s” contains the word “%(word)s”, which must not appear on a paper that leaves the office. "
            "Reword it."
        )
        % {"text": text, "word": found[0]}
        for key, texts in parts.items()
        for text in texts
        if (found := _words(key, text, offices))
    ]


def _joined(parts: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The texts joined into one per way of searching."""
    written = [text for key, texts in parts.items() if key not in (DRAWN, ISSUER) for text in texts]
    return {DRAWN: parts.get(DRAWN, []), ISSUER: parts.get(ISSUER, []), "": written}


def _words(key: str, text: str, offices: Iterable[str]) -> list[str]:
    return custody_words(text) if key == DRAWN else telltale_words(text, offices, housing=key != ISSUER)
