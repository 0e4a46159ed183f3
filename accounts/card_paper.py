"""The printed code card: twenty numbered codes on an A4 sheet, to be cut out and folded to the size of a pass."""

from typing import Any

from django.utils import translation

from accounts.letterhead import of_office
from accounts.models import CodeCard
from core.templatetags.dates import day
from printing.box_fit import SANS, SANS_BOLD, SERIF_BOLD, Ruler
from printing.internal_papers import letterhead
from printing.paper import Layout, Paper


def paper_of(card: CodeCard, codes: list[str]) -> bytes:
    """PDF of the card with its codes in clear, which are nowhere else. Raises `Unprintable` if a name does not fit."""
    with translation.override("id"):
        data = {
            "issuer": of_office(card.user),
            "title": "Kartu kode",
            "facts": [],
            "foot": f"Dicetak {day(card.printed_at)}. Belum berlaku sebelum diaktifkan orang lain saat diserahkan.",
            "holder": card.user.full_name,
            "username": card.user.username,
            "codes": [
                {"number": f"{number:02d}", "code": f"{code[:4]} {code[4:]}"} for number, code in enumerate(codes, 1)
            ],
        }
        return PAPER.print(data)


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, 174)])
    ruler.fit("Nama pemegang", data["holder"], SANS_BOLD, [(9, 76), (7.5, 76), (6, 76)])
    ruler.fit("Nama pengguna", data["username"], SANS, [(8, 76), (6, 76)])
    return Layout(data)


PAPER = Paper("accounts/papers/code_card.html", ("papers.css", "followup.css"), _lay_out, 1)
