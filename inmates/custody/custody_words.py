"""Words that tell of custody. What leaves the office, or can be read from outside, has none of them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

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
_PATTERN = re.compile("|".join(CUSTODY_WORDS).replace(" ", r"[\W_]*"))


def custody_words(value: Any) -> list[str]:
    """The custody words, in lower case and sorted, that stand in any text of the value."""
    # In small letters, which takes a quarter of the time that a search regardless of capitals takes.
    return sorted({found.group() for text in texts_of(value) for found in _PATTERN.finditer(text.lower())})


def texts_of(value: Any) -> Iterator[str]:
    """Every text of a snapshot: of itself, of its lists and of its dictionaries."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from texts_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_of(part)
