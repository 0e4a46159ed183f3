"""The statement of units, for who leaves a program early: A4 portrait, one page. It goes out."""

from typing import Any

from django.utils.translation import gettext as _

from certification.papers.neutrality import neutrality_reasons
from certification.papers.parts import check_block, emblem, signatory, unit_rows
from certification.papers.shapes import StatementSnapshot
from core.printing.inside import letterhead
from core.printing.measuring import SANS, SANS_BOLD, Ruler
from core.printing.paper import Layout, Paper

# In mm with the rules, as the style sheet draws the table.
_TABLE_ROOM = 86.0
_ROW, _ROW_OF_TWO = 7.15, 9.55
_MOST_PERSON_ROWS = 5
_MOST_NOTES = 5


def check_printable(snapshot: StatementSnapshot) -> list[str]:
    """Every reason why the statement cannot be printed; an empty list: `render` will succeed."""
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
        ruler.fit(row["label"], row["label"], SANS, [(9.5, 43)])
        row["step"] = ruler.fit(row["label"], row["value"], SANS_BOLD, [(9.5, 126), (8.5, 126), (7.5, 126)])
    ruler.fit_all(_("The statement"), [data["opening"], data["finding"]], SANS, 9.5, 170)
    rows = unit_rows(ruler, data["units"], code=33, title=86)
    _fit_table(ruler, rows)
    ruler.fit(_("The total of hours"), data["total_hours"], SANS_BOLD, [(9, 11)])
    ruler.at_most(_("The notes"), data["notes"], _MOST_NOTES)
    ruler.fit_all(_("The notes"), data["notes"], SANS, 8, 170)
    ruler.fit(_("Place and date"), data["place_date"], SANS, [(9.5, 76)])
    signatory(ruler, data["signatory"], 70)
    images = {**check_block(ruler, data["check"], 60), **emblem(data)}
    return Layout({**data, "units": rows}, images)


def _fit_table(ruler: Ruler, rows: list[dict[str, Any]]) -> None:
    if sum(_ROW_OF_TWO if row["two"] else _ROW for row in rows) > _TABLE_ROOM:
        ruler.reasons.append(
            _("The units: more than fit on one page of a statement. Divide them between two statements.")
        )


PAPER = Paper("certification/papers/statement_of_units.html", ("papers.css",), _lay_out, 1)
