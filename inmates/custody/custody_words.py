"""Words that reveal custody. Nothing that leaves the office, or can be read from outside, may contain them."""

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
# No word boundaries: host names, codes and compounds ("portalrutan") reveal it as well.
_PATTERN = re.compile("|".join(CUSTODY_WORDS).replace(" ", r"[\W_]*"))


def custody_words(value: Any) -> list[str]:
    """The custody words in any text of the value, lowercase and sorted."""
    # Lowercasing takes a quarter of the time of a case-insensitive search.
    return sorted({found.group() for text in texts_of(value) for found in _PATTERN.finditer(text.lower())})


def texts_of(value: Any) -> Iterator[str]:
    """Yields every text in a snapshot, including nested lists and dictionaries."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from texts_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_of(part)
