"""A paper that goes out does not tell where its holder was trained.

Holders hide certificates that name a prison (interviews in Criminology, 2022), and the training
center is the issuer; so these words stand in no field of what leaves the office.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from inmates.custody.custody_words import custody_words, texts_of
from inmates.custody.telltale_words import telltale_words

# In base64, which is no text.
PICTURES = ("photo", "emblem")
# Codes and signed text, whose letters a machine drew.
DRAWN = "check"
# The center's own: the street has blocks too.
ISSUER = "issuer"


def neutrality_reasons(snapshot: Mapping[str, Any], offices: Iterable[str] = ()) -> list[str]:
    """One reason for each text that tells of custody, quoting the text; `offices` as `office_names` gives them."""
    parts = {key: list(texts_of(value)) for key, value in snapshot.items() if key not in PICTURES}
    offices = tuple(offices)
    # Nearly always there is none, and one long text is searched faster than many short ones.
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
    """The texts in as many parts as are searched differently."""
    written = [text for key, texts in parts.items() if key not in (DRAWN, ISSUER) for text in texts]
    return {DRAWN: parts.get(DRAWN, []), ISSUER: parts.get(ISSUER, []), "": written}


def _words(key: str, text: str, offices: Iterable[str]) -> list[str]:
    return custody_words(text) if key == DRAWN else telltale_words(text, offices, housing=key != ISSUER)
