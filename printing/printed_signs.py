"""Names stand on rolls, sheets and certificates, which print no sign that their letters lack: refused when typed.

Free texts are printed with what the letters have (`box_fit.printable_parts`), so that no reason stops an act that is
done already; so are whole lists (`paper.Paper.stands_in`), so that a name stored earlier stops nobody else's paper.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Blocker

SENTENCE = gettext_lazy("The name has signs that no paper can print, such as small pictures. Write it without them.")


@cache
def printed_letters() -> frozenset[str]:
    """What every kind of letters on the papers has."""
    # Whoever reads a list or checks a number needs no font, and the public side alone has none.
    from printing.box_fit import SANS, SANS_BOLD, SERIF, SERIF_BOLD, SERIF_ITALIC, letters_of  # noqa: PLC0415

    return frozenset.intersection(*map(letters_of, (SERIF, SERIF_BOLD, SERIF_ITALIC, SANS, SANS_BOLD)))


def unprinted_signs(name: str) -> list[str]:
    """The signs of a name that some paper would lack, each once; none if all papers can bear it."""
    # Composed, so that é is one sign.
    return sorted(set(unicodedata.normalize("NFC", " ".join(name.split()))) - printed_letters())


def signs_named(signs: Iterable[str]) -> str:
    """Signs in words: each itself where it can be seen, and its number."""
    return ", ".join(f"{sign} (U+{ord(sign):04X})" if sign.isprintable() else f"U+{ord(sign):04X}" for sign in signs)


def sign_blockers(*names: str) -> list[Blocker]:
    """Why no paper can bear one of these names, with the signs, because some are not to be seen."""
    signs = sorted({sign for name in names for sign in unprinted_signs(name)})
    if not signs:
        return []
    sentence = _("%(why)s It is about: %(signs)s.") % {"why": SENTENCE, "signs": signs_named(signs)}
    return [Blocker("signs", sentence)]


def printed_name(name: str) -> None:
    """Rejects a typed name that no paper can bear; for form fields."""
    for reason in sign_blockers(name):
        raise ValidationError(str(reason), code=reason.code)
