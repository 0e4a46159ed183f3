"""Parts shared by papers for internal files: letterhead, facts, rows of names, signatures.

Their words are in the office's language, whatever the reader's; only the reasons are translated.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from printing.box_fit import SANS, SANS_BOLD, SERIF_BOLD, Ruler

# One line at decreasing sizes, then two small lines in the height of one.
_FACT_SIZES = (8.5, 7.5, 6.5)
_LEFT_FACT, _RIGHT_FACT = 55.0, 50.0
_SMALLEST_FACT = (6.5, 2)


def letterhead(ruler: Ruler, issuer: dict[str, Any], *, large: bool = False) -> None:
    """Measures the letterhead; `large` is the variant for minutes and statements, with the parent body."""
    if large:
        ruler.fit(_("The name of the issuer"), issuer["name"], SERIF_BOLD, [(15.5, 145)], spacing=0.02)
        if issuer.get("parent"):
            ruler.fit(_("The body above the issuer"), issuer["parent"], SANS, [(9, 145)], spacing=0.05)
    else:
        ruler.fit(_("The name of the issuer"), issuer["name"], SANS_BOLD, [(9, 156)], spacing=0.02)
    ruler.fit(_("The address of the issuer"), issuer["address"], SANS, [(8, 145)])


def facts(ruler: Ruler, given: Sequence[dict[str, Any]]) -> None:
    """Sets `step` of each fact (label, value): up to six, left and right alternately."""
    ruler.at_most(_("Facts at the head of the list"), given, 6)
    for place, fact in enumerate(given):
        width = _LEFT_FACT if place % 2 == 0 else _RIGHT_FACT
        ruler.fit(fact["label"], fact["label"], SANS, [(8.5, 22)])
        steps = [(size, width, 1) for size in _FACT_SIZES]
        fact["step"] = ruler.wrap(
            fact["label"], fact["value"], SANS_BOLD, [*steps, (_SMALLEST_FACT[0], width, _SMALLEST_FACT[1])]
        )


def names(ruler: Ruler, rows: Sequence[dict[str, Any]], steps: Sequence[tuple[float, float, int]]) -> None:
    """Numbers the rows and sets `step` of each name; steps as in `Ruler.wrap`."""
    for number, row in enumerate(rows, 1):
        row["no"] = str(number)
        row["step"] = ruler.wrap(_("Name %(number)d") % {"number": number}, row["name"], SANS, steps)


def hands(ruler: Ruler, given: Sequence[dict[str, Any]]) -> None:
    """Measures the signature blocks: role above the line, name below; the name may be left blank."""
    for hand in given:
        ruler.fit(_("The role of a signatory"), hand["role"], SANS, [(8.5, 58)])
        if hand["name"]:
            hand["step"] = ruler.fit(
                _("The name of a signatory"), hand["name"], SANS_BOLD, [(8.5, 54), (7.5, 54), (6.5, 54)]
            )
