"""The statement of units for those who leave a program early: A4 portrait, one page. Given to the holder."""

from typing import Any

from django.utils.translation import gettext as _

from certification.papers.paper_neutrality import neutrality_reasons
from certification.papers.paper_parts import Density, check_block, emblem, person_row, signatory, unit_rows, widest
from certification.papers.snapshots import StatementSnapshot
from printing.box_fit import SANS, SANS_BOLD, Ruler
from printing.internal_papers import letterhead
from printing.paper import Layout, Paper

# In mm including rules, as in the style sheet.
_DENSITIES = (
    Density("normal", 9.5, 9, 86, 7.15, 9.55, 86.0),
    Density("dense", 8.5, 8, 99, 5.3, 7.4, 88.6),
    Density("densest", 8, 7.5, 99, 4.05, 6.4, 88.6),
)
_MOST_PERSON_ROWS = 5
_MOST_NOTES = 5


def check_printable(snapshot: StatementSnapshot) -> list[str]:
    """Every reason why the statement cannot be printed; if the list is empty, `render` succeeds."""
    return PAPER.reasons(snapshot)


def render(snapshot: StatementSnapshot, *, preview: bool = False) -> bytes:
    """The PDF of the statement; `preview` writes CONTOH across it. Raises `Unprintable`."""
    return PAPER.print(snapshot, preview=preview)


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    ruler.reasons += neutrality_reasons(data)
    letterhead(ruler, data["issuer"], large=True)
    ruler.fit(_("The number"), data["number"], SANS, [(9.5, 150)])
    ruler.at_most(_("The rows about the person"), data["person"], _MOST_PERSON_ROWS)
    for row in data["person"]:
        person_row(ruler, row)
    ruler.fit_all(_("The statement"), [data["opening"], data["finding"]], SANS, 9.5, 170)
    density, rows = _table(ruler, unit_rows(ruler, data["units"], _DENSITIES[-1], code=33))
    ruler.fit(_("The total of hours"), data["total_hours"], SANS_BOLD, [(9, 11)])
    ruler.at_most(_("The notes"), data["notes"], _MOST_NOTES)
    ruler.fit_all(_("The notes"), data["notes"], SANS, 8, 170)
    ruler.fit(_("Place and date"), data["place_date"], SANS, [(9.5, 76)])
    signatory(ruler, data["signatory"], 70)
    images = {**check_block(ruler, data["check"], 60), **emblem(data)}
    return Layout({**data, "units": rows, "density": density}, images)


def _table(ruler: Ruler, rows: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """The widest rows with which all units fit on the page."""
    if found := widest(rows, _DENSITIES):
        return found
    ruler.reasons.append(_("The units: more than fit on one page of a statement. Divide them between two statements."))
    return _DENSITIES[-1].name, rows


PAPER = Paper("certification/papers/statement_of_units.html", ("papers.css",), _lay_out, 1)
