"""The receipt signed at the hand-over of certificates; an internal document."""

from typing import Any

from django.utils.translation import gettext as _

from certification.papers.snapshots import ReceiptSnapshot
from printing.box_fit import SANS, SERIF_BOLD, Ruler
from printing.internal_papers import facts, hands, letterhead, names
from printing.page_rows import plan
from printing.paper import Layout, Paper

MOST_PAGES = 30
# In mm including rules, as in the style sheet.
_ROW, _LAST_ROOM, _PAGE_ROOM, _KEEP = 9.8, 162.0, 202.0, 8
_NAME = [(9, 50, 2), (8, 50, 2), (6.5, 50, 3)]


def check_printable(snapshot: ReceiptSnapshot) -> list[str]:
    """Every reason why the receipt cannot be printed; if the list is empty, `render` succeeds."""
    return PAPER.reasons(snapshot)


def render(snapshot: ReceiptSnapshot) -> bytes:
    """The PDF of the receipt. Raises `Unprintable` with the reasons."""
    return PAPER.print(snapshot)


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"])
    ruler.fit(_("The title"), data["title"], SERIF_BOLD, [(19, 150)])
    facts(ruler, data["facts"])
    ruler.fit(_("The number of the list"), data["id"], SANS, [(7, 60)])
    ruler.wrap(_("The lead-in"), data["lead_in"], SANS, [(9, 174, 1)])
    names(ruler, data["rows"], _NAME)
    for row in data["rows"]:
        ruler.fit(_("The number of a paper"), row["number"], SANS, [(9, 41)])
        if row["blank"]:
            ruler.fit(_("The serial of a blank"), row["blank"], SANS, [(9, 17)])
    ruler.fit(_("Place and date"), data["place_date"], SANS, [(8.5, 72)])
    ruler.at_most(_("The signatories"), data["hands"], 2)
    hands(ruler, data["hands"])
    ruler.fit(_("The line at the foot"), data["foot"], SANS, [(7.5, 140)])
    pages = plan(data["rows"], height=lambda row: _ROW, last_room=_LAST_ROOM, page_room=_PAGE_ROOM, keep=_KEEP)
    images = {"qr.png": ruler.qr(_("The number of the list"), data["id"])}
    return Layout({**data, "pages": pages, "sheets": str(len(pages))}, images)


PAPER = Paper("certification/papers/receipt.html", ("papers.css",), _lay_out, MOST_PAGES, stands_in=True)
