"""The attendance roll on paper, for one session or for a week; kept on file.

    {
        "issuer": {"name": ..., "address": ...},
        "title": "Daftar Hadir Sesi",
        "id": "SESI-2026-004128",                    # printed under its QR
        "facts": [{"label": ..., "value": ...}],     # up to six
        "rows": [{"name": ...}],                     # names only: no number of any other office
        "statuses": ["H", "T", "I", "S", "A"],       # session only
        "days": [{"label": "Sen 17", "parts": ["Pagi"]}],  # week only, up to six, of one or two parts
        "legend": "...",
        "counts": ["Tiba", ...],                     # boxes to fill in, session only, up to four
        "hands": [{"role": ..., "name": ...}],       # up to three; the name may be empty
        "foot": "...",
        "issued_on": "2026-08-18",                   # optional, ISO date of the file
    }

Every value is text. With `days` the roll is a week, else a session.
"""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

from django.utils.translation import gettext as _

from printing.box_fit import SANS, SANS_BOLD, SERIF_BOLD, Ruler
from printing.internal_papers import facts, hands, letterhead, names
from printing.page_rows import plan
from printing.paper import Layout, Paper

MOST_PAGES = 12
_KEEP = 10
# Row height, then room on the last page and on the others (mm), then steps for fitting the name (points, mm, lines).
_SESSION = (8.7, 163.0, 208.0, [(9, 51, 2), (8, 51, 2), (6.5, 51, 3)])
_WEEK = (7.2, 170.0, 208.0, [(9, 49, 1), (7.5, 49, 2), (6, 49, 3)])


class RollData(TypedDict):
    """The data printed on both kinds of roll."""

    issuer: Mapping[str, str]
    title: str
    id: str
    facts: list[dict[str, str]]
    rows: list[dict[str, str]]
    legend: str
    hands: list[dict[str, str]]
    foot: str
    statuses: NotRequired[list[str]]
    days: NotRequired[list[dict[str, Any]]]
    counts: NotRequired[list[str]]
    issued_on: NotRequired[str]


def render_roll(data: RollData) -> bytes:
    """The PDF of the roll. Raises `Unprintable` with the reasons."""
    return PAPER.print(data)


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    row_height, last_room, page_room, name_steps = _WEEK if data.get("days") else _SESSION
    letterhead(ruler, data["issuer"])
    ruler.fit(_("The title"), data["title"], SERIF_BOLD, [(19, 150)])
    facts(ruler, data["facts"])
    ruler.fit(_("The number of the list"), data["id"], SANS, [(7, 60)])
    names(ruler, data["rows"], name_steps)
    _measure_head(ruler, data)
    ruler.wrap(_("The legend"), data["legend"], SANS, [(7.5, 174, 1)])
    ruler.at_most(_("The signatories"), data["hands"], 3)
    hands(ruler, data["hands"])
    ruler.fit(_("The line at the foot"), data["foot"], SANS, [(7.5, 140)])
    pages = plan(data["rows"], height=lambda row: row_height, last_room=last_room, page_room=page_room, keep=_KEEP)
    images = {"qr.png": ruler.qr(_("The number of the list"), data["id"])}
    return Layout({**data, "pages": pages, "sheets": str(len(pages))}, images)


def _measure_head(ruler: Ruler, data: dict[str, Any]) -> None:
    days, counts = data.get("days", []), data.get("counts", [])
    ruler.at_most(_("The days"), days, 6)
    ruler.at_most(_("The boxes to count"), counts, 4)
    ruler.fit_all(_("The days"), [day["label"] for day in days], SANS_BOLD, 7.5, 18)
    ruler.fit_all(_("The boxes to count"), counts, SANS, 7, 22)
    ruler.fit_all(_("The signs of presence"), data.get("statuses", []), SANS_BOLD, 8, 6)


PAPER = Paper("programs/attendance/papers/roll.html", ("papers.css",), _lay_out, MOST_PAGES, stands_in=True)
