"""The report about a missing tool: the loss, each step of the search, the outcome.

An internal document of the facility.
"""

from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import clock
from core.templatetags.dates import moment, moment_long
from printing.box_fit import SANS, SERIF_BOLD, Ruler, printable_parts
from printing.internal_papers import facts, letterhead
from printing.paper import Layout, Paper
from programs.tools.models import MissingTool
from programs.tools.search_procedure import Line, course_of

MOST_PAGES = 10
WIDTHS = (46, 30, 40, 50)
_PADDING = 3.6
_ANY = 60


def case_paper(case: MissingTool) -> bytes:
    """The PDF, in Indonesian and facility time. Raises `RuleViolation` if a text cannot be printed."""
    facility = case.tool.facility
    with translation.override("id"), timezone.override(facility.time_zone):
        data = {
            "issuer": {"name": facility.name, "address": facility.address or facility.city or facility.region},
            "title": _("Report of a missing tool"),
            "facts": _facts(case),
            "noticed": case.report or _("Recorded when the tools were taken back."),
            "heads": [_("Step"), _("When"), _("Recorded by"), _("Note")],
            "rows": [_row(line) for line in course_of(case)],
            "outcome": _outcome(case),
            "hands": [_("Reported by"), _("Search led by"), _("Head of the office")],
            "foot": _("Missing tool %(number)s") % {"number": case.tool.number},
        }
        return PAPER.print(data)


def _facts(case: MissingTool) -> list[dict[str, str]]:
    tool, session = case.tool, case.session
    return [
        {"label": _("Tool"), "value": str(tool)},
        {"label": _("Missed"), "value": moment(case.missed_at)},
        {"label": _("Board"), "value": " / ".join(filter(None, (tool.board, tool.place))) or "–"},
        {"label": _("Reporter"), "value": case.reported_by.full_name},
        {"label": _("Session"), "value": f"{session.batch}, {moment(session.starts_at)}" if session else "–"},
        {"label": _("Printed"), "value": moment(clock.now())},
    ]


def _row(line: Line) -> list[str]:
    taken = line.taken
    if taken is None:
        return [str(line.step.label), "–", "–", _("Not recorded")]
    return [str(line.step.label), moment(taken.taken_at), taken.taken_by.full_name, taken.note or "–"]


def _outcome(case: MissingTool) -> str:
    if case.closed_by is None:
        return _("The search goes on.")
    words = {
        "state": case.get_state_display(),
        "moment": moment_long(case.closed_at),
        "name": case.closed_by.full_name,
        "outcome": case.outcome,
    }
    return _("%(state)s, %(moment)s, %(name)s: %(outcome)s") % words


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, 174)])
    facts(ruler, data["facts"])
    data = {**data, **printable_parts({name: data[name] for name in ("noticed", "outcome", "rows")}, SANS)}
    for text in (data["noticed"], data["outcome"]):
        ruler.wrap(data["title"], text, SANS, [(9, 174, _ANY)])
    for row in data["rows"]:
        for label, text, width in zip(data["heads"], row, WIDTHS, strict=True):
            ruler.wrap(label, text, SANS, [(8.5, width - _PADDING, _ANY)])
    return Layout(data)


PAPER = Paper("programs/tools/papers/missing_tool.html", ("papers.css",), _lay_out, MOST_PAGES, stands_in=True)
