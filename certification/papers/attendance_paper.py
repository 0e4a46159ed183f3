"""The paper of attendance of a course without assessment: A4 portrait, one page. Given to the holder.

It states presence and what was taught, and may promise nothing more.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from certification.papers.paper_facts import PROGRAM
from certification.papers.paper_neutrality import neutrality_reasons
from certification.papers.paper_parts import Density, check_block, emblem, person_row, signatory, widest
from certification.papers.snapshots import AttendanceSnapshot
from printing.box_fit import SANS, SANS_BOLD, Ruler
from printing.internal_papers import letterhead
from printing.paper import Layout, Paper
from programs.catalog import attendance_only

# In mm including rules, as in the style sheet.
_DENSITIES = (
    Density("normal", 9.5, 9, 140, 7.15, 9.55, 86.0),
    Density("dense", 8.5, 8, 145, 5.3, 7.4, 88.6),
    Density("densest", 8, 7.5, 145, 4.05, 6.4, 88.6),
)
_MOST_PERSON_ROWS = 5
_MOST_NOTES = 5


def check_printable(snapshot: AttendanceSnapshot) -> list[str]:
    """Every reason why the paper cannot be printed; if the list is empty, `render` succeeds."""
    return PAPER.reasons(snapshot)


def render(snapshot: AttendanceSnapshot, *, preview: bool = False) -> bytes:
    """The PDF of the paper; `preview` writes CONTOH across it. Raises `Unprintable`."""
    return PAPER.print(snapshot, preview=preview)


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    ruler.reasons += neutrality_reasons(data)
    ruler.reasons += [str(reason) for reason in attendance_only.blockers(_told(data))]
    letterhead(ruler, data["issuer"], large=True)
    ruler.fit(_("The number"), data["number"], SANS, [(9.5, 150)])
    ruler.at_most(_("The rows about the person"), data["person"], _MOST_PERSON_ROWS)
    for row in data["person"]:
        person_row(ruler, row)
    ruler.fit_all(_("The statement"), [data["opening"], data["finding"]], SANS, 9.5, 170)
    density, rows = _table(ruler, data["subjects"])
    ruler.fit(_("The total of hours"), data["total_hours"], SANS_BOLD, [(9, 11)])
    ruler.at_most(_("The notes"), data["notes"], _MOST_NOTES)
    ruler.fit_all(_("The notes"), data["notes"], SANS, 8, 170)
    ruler.fit(_("Place and date"), data["place_date"], SANS, [(9.5, 76)])
    signatory(ruler, data["signatory"], 70)
    images = {**check_block(ruler, data["check"], 60), **emblem(data)}
    return Layout({**data, "subjects": rows, "density": density}, images)


def _told(data: dict[str, Any]) -> Iterator[str]:
    """What the paper says of the course; names of people and of the office are their own."""
    yield from (data["number"], data["finding"], *data["notes"])
    yield from (row["value"] for row in data["person"] if row["label"] == PROGRAM.label)
    yield from (subject["title"] for subject in data["subjects"])


def _table(ruler: Ruler, subjects: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """The widest rows with which everything that was taught fits on the page."""
    rows, last, known = [], _DENSITIES[-1], len(ruler.reasons)
    for number, subject in enumerate(subjects, 1):
        named = {"number": number}
        ruler.fit(_("The hours of subject %(number)d") % named, subject["hours"], SANS, [(9.5, 10)])
        title = _("The title of subject %(number)d") % named
        lines = ruler.lines(title, subject["title"], SANS, last.size, last.size_of_two, last.title)
        rows.append({**subject, "no": str(number), "lines": lines, "two": len(lines) == 2})
    if found := widest(rows, _DENSITIES):
        return found
    # A title that cannot be printed has been reported already.
    if len(ruler.reasons) == known:
        ruler.reasons.append(_("The subjects: more than fit on one page. Join some of them in the program."))
    return last.name, rows


PAPER = Paper("certification/papers/paper_of_attendance.html", ("papers.css",), _lay_out, 1)
