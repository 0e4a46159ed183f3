"""A sheet with one half of the field key, as text and as QR symbol, to be put into an envelope."""

from datetime import date
from typing import Any

from django.conf import settings

from core.templatetags.dates import day_full
from printing.box_fit import SERIF_BOLD, Ruler
from printing.internal_papers import letterhead
from printing.paper import Layout, Paper

GROUPS_A_LINE = 5


def sheet(half: str, number: int, *, on: date) -> bytes:
    """PDF of half `number`, 1 or 2."""
    data = {
        "issuer": {"name": "Terampil", "address": settings.PUBLIC_BASE_URL},
        "title": f"Kunci data, paruh {number} dari 2",
        "facts": [],
        "foot": f"Dicetak {day_full(on)}. Kedua paruh yang dicetak pada hari yang sama saling melengkapi.",
        "lines": _in_lines(half.split()),
        "half": half,
    }
    return PAPER.print(data)


def _in_lines(groups: list[str]) -> list[str]:
    return [" ".join(groups[at : at + GROUPS_A_LINE]) for at in range(0, len(groups), GROUPS_A_LINE)]


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, 174)])
    # Without blanks it is of the signs for which a QR symbol has its own, shorter code.
    symbol = ruler.qr("QR", data["half"].replace(" ", ""))
    return Layout(data, {"half.png": symbol} if symbol else {})


PAPER = Paper("rutan_blk/papers/key_half.html", ("papers.css", "letters.css"), _lay_out, 1)
