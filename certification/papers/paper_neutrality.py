"""A paper that goes out does not tell where its holder was trained.

Holders hide certificates that name a prison (interviews in Criminology, 2022), and the training
center is the issuer; so these words stand in no field of what leaves the office.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from inmates.custody.custody_words import custody_words, texts_of

# In base64, which is no text.
PICTURES = ("photo", "emblem")


def neutrality_reasons(snapshot: Mapping[str, Any]) -> list[str]:
    """One reason for each text that holds such a word, quoting the text."""
    texts = [text for key, value in snapshot.items() if key not in PICTURES for text in texts_of(value)]
    # Nearly always there is none, and one long text is searched faster than many short ones.
    if not custody_words("\n".join(texts)):
        return []
    return [
        _(
            "“%(text)s” contains the word “%(word)s”, which must not appear on a paper that leaves the office. "
            "Reword it."
        )
        % {"text": text, "word": found[0]}
        for text in texts
        if (found := custody_words(text))
    ]
