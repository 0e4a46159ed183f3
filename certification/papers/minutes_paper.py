"""The minutes that settle the results of a class; an internal document."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.papers.snapshots import MinutesSnapshot
from printing.box_fit import SANS, SANS_BOLD, Ruler
from printing.day_root import Root
from printing.internal_papers import letterhead
from printing.paper import Layout, Paper

MOST_PAGES = 30
_FREELY = 200  # lines: running text continues on the next page
_COLUMNS = (
    ("name", 62, gettext_lazy("The name of a participant")),
    ("units", 23, gettext_lazy("The units of a participant")),
    ("present", 22, gettext_lazy("The presence of a participant")),
    ("result", 36, gettext_lazy("The result of a participant")),
)
# Rows kept with the first signatures on the last page, so that no signature is separated from its content.
_TAIL = 2


def check_printable(snapshot: MinutesSnapshot) -> list[str]:
    """Every reason why the minutes cannot be printed; if the list is empty, `render` succeeds."""
    return PAPER.reasons(snapshot)


def render(snapshot: MinutesSnapshot, *, root: Root | None = None) -> bytes:
    """The PDF of the minutes, with the root of the day. Raises `Unprintable` with the reasons."""
    return PAPER.print({**snapshot, "root": root})


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"], large=True)
    ruler.fit(_("The number"), data["number"], SANS, [(9.5, 110)])
    ruler.fit(_("The subject"), data["subject"], SANS_BOLD, [(9.5, 170)])
    for label, text in _running_text(data):
        ruler.wrap(label, text, SANS, [(9.5, 160, _FREELY)])
    for number, row in enumerate(data["rows"], 1):
        row["no"] = str(number)
        for key, width, column in _COLUMNS:
            ruler.wrap(column, row[key], SANS, [(9, width, 6)])
    for party in (party for pair in data["pairs"] for party in pair):
        _measure_party(ruler, party)
    return Layout({**data, "rows": data["rows"][:-_TAIL], "tail": data["rows"][-_TAIL:]})


def _running_text(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("The opening"), data["opening"]
    for number, item in enumerate(data["items"], 1):
        yield _("Item %(number)d") % {"number": number}, item
    yield _("The closing"), data["closing"]
    yield _("Place and date"), data["place_date"]


def _measure_party(ruler: Ruler, party: dict[str, Any]) -> None:
    ruler.wrap(_("The role of a signatory"), party["role"], SANS, [(9.5, 83, 2)])
    ruler.wrap(_("The name of a signatory"), party["name"], SANS_BOLD, [(9.5, 83, 2)])
    if party["number"]:
        ruler.wrap(_("The number of the signatory"), party["number"], SANS, [(9.5, 83, 1)])


PAPER = Paper("certification/papers/minutes.html", ("papers.css",), _lay_out, MOST_PAGES)
