"""A paper that goes out does not tell where its holder was trained.

Holders hide certificates that name a prison (interviews in Criminology, 2022), and the training
center is the issuer; so these words stand in no field of what leaves the office.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

CUSTODY_WORDS = (
    "rutan",
    "lapas",
    "wbp",
    "warga binaan",
    "tahanan",
    "narapidana",
    "register",
    "pemasyarakatan",
    "penjara",
)
# Without word boundaries: host names, codes and compounds ("portalrutan") give it away as well.
_PATTERN = re.compile("|".join(CUSTODY_WORDS).replace(" ", r"[\W_]*"), re.IGNORECASE)


def custody_words(value: Any) -> list[str]:
    """The custody words, in lower case and sorted, that stand in any text of the value."""
    return sorted({found.group().lower() for text in _texts(value) for found in _PATTERN.finditer(text)})


def neutrality_reasons(snapshot: Mapping[str, Any]) -> list[str]:
    """One reason for each text that holds such a word, quoting the text."""
    words = {key: value for key, value in snapshot.items() if key != "photo"}  # base64 is no text
    return [
        _("“%(text)s” holds the word “%(word)s”, which must not stand on a paper that leaves the office. Reword it.")
        % {"text": text, "word": found[0]}
        for text in _texts(words)
        if (found := custody_words(text))
    ]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
