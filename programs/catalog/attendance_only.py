"""Words that a course without assessment may not use: its paper states presence, and nobody may read more into it."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.errors import Blocker

# Beginnings of words, Indonesian and English, after a prefix as in "bersertifikat", "tersertifikasi", "berkompetensi".
_STEMS = re.compile(r"\w*(?:sertifi[kc]|certifi|kompeten|competen)\w*", re.IGNORECASE)


def claims_in(text: str) -> list[str]:
    """The words in this text that speak of a certificate or of competence, as written."""
    return _STEMS.findall(text)


def blockers(texts: Iterable[str]) -> list[Blocker]:
    """One reason for each such word in the name of a program or the titles of what is taught."""
    sentence = _(
        "“%(text)s” contains the word “%(word)s”. A course without assessment leads to a paper of attendance, which "
        "must not promise more. Reword it."
    )
    return [
        Blocker("claim", sentence % {"text": text, "word": word})
        for text in texts
        for word in dict.fromkeys(claims_in(text))
    ]
