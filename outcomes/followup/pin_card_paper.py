"""PIN cards: eight on an A4 sheet, one for each certificate, the same for every graduate of the center.

The code stands on the certificate alone, so that a card opens nothing for whoever finds it.
"""

from collections.abc import Sequence
from typing import Any

from django.utils import translation

from accounts.letterhead import of_center
from accounts.models import TrainingCenter
from outcomes.followup.holder_pins import pin_of, unlock_of
from outcomes.followup.models.holder import HolderPin
from printing.box_fit import SANS, SANS_BOLD, SERIF_BOLD, Ruler
from printing.internal_papers import letterhead
from printing.paper import Layout, Paper

MOST_PAGES = 20


def sheet(rows: Sequence[HolderPin], *, center: TrainingCenter, address: str) -> bytes:
    """PDF of the cards; `address` is the page they open. Raises `Unprintable` if a text does not fit."""
    with translation.override("id"):
        cards = [
            {
                "pin": pin_of(row),
                "unlock": unlock_of(row),
                "number": row.certificate.number_text,
            }
            for row in rows
        ]
        data = {
            "issuer": of_center(center),
            "office": center.name,
            "title": "Kartu PIN",
            "address": address,
            "foot": "Potong di garis, serahkan bersama sertifikat",
            "facts": [],
            "cards": cards,
        }
        return PAPER.print(data)


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, 174)])
    ruler.fit("Nama balai", data["office"], SANS_BOLD, [(9, 76), (7.5, 76)])
    ruler.fit("Alamat halaman", data["address"], SANS, [(7.5, 76), (6.5, 76)])
    for card in data["cards"]:
        ruler.fit("Nomor", card["number"], SANS, [(7, 40)])
    return Layout(data)


PAPER = Paper(
    "outcomes/followup/papers/pin_cards.html", ("papers.css", "followup.css"), _lay_out, MOST_PAGES, stands_in=True
)
