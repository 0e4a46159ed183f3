"""Free words about work and graduates: refused if they tell that somebody was in custody."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.errors import Blocker
from inmates.custody.telltale_words import folded, office_names, telltale_words

# Ordinary words elsewhere; in a record about work each tells of a release or a trial.
_ALSO = re.compile(
    r"(?<![^\W\d_])(?:(?:di|pem)?bebas(?:an|kan|bersyarat)?|kasus(?:nya)?|perkara|vonis|asimilasi|remisi|wbp|napi)(?![^\W\d_])"
)


# Offices that may be named where somebody came from, as long as nobody is said to have left one.
_OFFICES = re.compile(
    r"(?<![^\W\d_])(?:rumah tahanan(?: negara)?|(?:lembaga|balai|kantor wilayah|direktorat jenderal) pemasyarakatan"
    r"|rutan|lapas|lpka|bapas)(?![^\W\d_])"
)
_FORMER = re.compile(r"(?<![^\W\d_])(?:mantan|bekas|eks|ex|alumni|lulusan|warga|penghuni|dari dalam)(?![^\W\d_])")


def words_beside_offices(text: str) -> list[str]:
    """The same in a list of those who came to a meeting, where the offices themselves may stand."""
    plain = folded(text)
    return words_found(plain if _FORMER.search(plain) else _OFFICES.sub(" ", plain))


def words_found(value: Any) -> list[str]:
    """What tells of custody in these texts, in normalized form, sorted. Streets and halls may have a block."""
    also = {found.group() for text in _texts(value) for found in _ALSO.finditer(folded(text))}
    return sorted({*telltale_words(value, office_names(), housing=False), *also})


def word_blockers(texts: Mapping[str, str | Promise], sentence: str = "") -> list[Blocker]:
    """Why these texts cannot be kept, one reason each; keys say which field it is, in words of the page.

    `sentence` takes `field` and `word`, where the usual one does not help.
    """
    # All at once first: with nothing found, which is the rule, the offices are asked for once.
    if not words_found([str(text) for text in texts.values()]):
        return []
    sentence = sentence or _("%(field)s: “%(word)s” does not belong here. Write only about the work.")
    found = ((field, words_found(str(text))) for field, text in texts.items())
    return [Blocker("word", sentence % {"field": field, "word": words[0]}) for field, words in found if words]


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(map(str, value))
