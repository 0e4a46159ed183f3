"""The receipt of a thing given, to be signed by who gives and who receives; its words tell nothing of custody.

It has no letterhead: the receiver may show it to anybody, and a paper of one office would tell where he or she was.
"""

from typing import Any

from django.utils import translation

from core.templatetags.dates import day_full
from outcomes.aids.models import CenterAid, FacilityAid
from printing.box_fit import SANS, SERIF_BOLD, Ruler
from printing.internal_papers import facts
from printing.paper import Layout, Paper

_SIZES = [(10, 174, 3)]


def sheet(aid: FacilityAid | CenterAid) -> bytes:
    """The PDF, in Indonesian. Raises `RuleViolation` if a word cannot be printed."""
    with translation.override("id"):
        return PAPER.print(_words(aid))


def _words(aid: FacilityAid | CenterAid) -> dict[str, Any]:
    told = (
        ("Penerima", aid.person.full_name),
        ("Tanggal", day_full(aid.given_on)),
    )
    lines = (
        ("Telah diterima dalam keadaan baik", f"{aid.what} ({aid.get_kind_display()})"),
        ("Nilai", aid.amount),
        ("Nomor seri atau tanda", aid.identification),
        ("Pemberi", aid.giver),
    )
    return {
        "issuer": {"name": "Tanda terima alat dan modal"},
        "title": "Tanda Terima",
        "facts": [{"label": label, "value": value or "–"} for label, value in told],
        "lines": [{"label": label, "text": f"{label}: {value or '–'}"} for label, value in lines],
        "foot": f"Nomor catatan {str(aid.public_id)[:8]}. Satu lembar untuk penerima, satu lembar untuk kantor.",
    }


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, 174)])
    ruler.fit(data["foot"], data["foot"], SANS, [(7.5, 150)])
    facts(ruler, data["facts"])
    for line in data["lines"]:
        ruler.wrap(line["label"], line["text"], SANS, _SIZES)
    return Layout(data)


PAPER = Paper("outcomes/aids/papers/receipt.html", ("papers.css", "followup.css"), _lay_out, 1)
