"""The printed tool list of a session: each tool with boxes to tick for issue and return."""

from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.letterhead import of_office
from accounts.models import User
from core import clock
from core.templatetags.dates import day_long, hour, hour_span, moment
from printing.box_fit import SANS, SANS_BOLD, SERIF_BOLD, Ruler
from printing.internal_papers import facts, letterhead
from printing.paper import Layout, Paper
from programs.timetable.models.sessions import Session
from programs.tools.models import ToolIssue
from programs.tools.session_tools import Sheet, StuffRow, ToolRow

MOST_PAGES = 30
# Column widths in mm, without the row number: 166 in total.
TOOL_WIDTHS = (28, 58, 36, 22, 22)
STUFF_WIDTHS = (64, 34, 34, 34)
_PADDING = 2.8
_ANY = 60


def session_paper(sheet: Sheet, *, by: User) -> bytes:
    """The PDF, in Indonesian and facility time; times already recorded replace the boxes.

    Raises `RuleViolation` if a text cannot be printed.
    """
    session = sheet.session
    with translation.override("id"), timezone.override(session.batch.time_zone):
        # Tools that cannot be issued are listed as well: the list must match the board.
        data = {
            "issuer": of_office(by),
            "title": _("Tool list of a session"),
            "facts": _facts(session, sheet),
            "tool_heads": [_("Number"), _("Tool"), _("Board / place"), _("Out"), _("Back")],
            "tools": [_tool(row) for row in sheet.tools],
            "stuff_heads": [_("Consumable"), _("Out"), _("Back"), _("Used up")],
            "stuff": [_stuff(row) for row in sheet.stuff],
            "hands": [_("Handed out by"), _("Received back by"), _("Counted by")],
            "foot": _("Keep this sheet with the file of the session."),
            "empty": _("This program has no list of tools."),
        }
        return PAPER.print(data)


def _facts(session: Session, sheet: Sheet) -> list[dict[str, str]]:
    return [
        {"label": _("Program"), "value": session.batch.version.program.name},
        {"label": _("Day"), "value": day_long(session.date)},
        {"label": _("Batch"), "value": session.batch.name},
        {"label": _("Time"), "value": f"{hour_span(session.starts_at, session.ends_at)}, {session.room}"},
        {"label": _("Tools"), "value": str(len(sheet.tools))},
        {"label": _("Printed"), "value": moment(clock.now())},
    ]


def _tool(row: ToolRow) -> dict[str, Any]:
    tool, issue = row.tool, row.issue
    name = f"{tool.name} ({_('dangerous')})" if tool.is_dangerous else tool.name
    # Tools that stay on the board have no box: a tick would say that they are elsewhere.
    out = hour(issue.out_at) if issue else tool.get_state_display() if row.stopped else ""
    back = _back(issue) if issue else "–" if row.stopped else ""
    return {"cells": [tool.number, name, " / ".join(filter(None, (tool.board, tool.place)))], "out": out, "back": back}


def _back(issue: ToolIssue) -> str:
    if not issue.returned:
        return ""
    return hour(issue.back_at) if issue.returned == ToolIssue.Return.FINE else issue.get_returned_display()


def _stuff(row: StuffRow) -> dict[str, Any]:
    unit, issue = row.consumable.get_unit_display(), row.issue
    amounts = (issue.amount_out, issue.amount_back, issue.amount_used) if issue else (None, None, None)
    return {"name": row.consumable.name, "amounts": [f"{'……………' if one is None else one} {unit}" for one in amounts]}


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, 174)])
    facts(ruler, data["facts"])
    for heads, widths in ((data["tool_heads"], TOOL_WIDTHS), (data["stuff_heads"], STUFF_WIDTHS)):
        for label, width in zip(heads, widths, strict=True):
            ruler.wrap(label, label, SANS_BOLD, [(8, width - _PADDING, 3)])
    for row in data["tools"]:
        texts = [*row["cells"], row["out"], row["back"]]
        _measure(ruler, zip(data["tool_heads"], texts, TOOL_WIDTHS, strict=True))
    for row in data["stuff"]:
        _measure(ruler, zip(data["stuff_heads"], [row["name"], *row["amounts"]], STUFF_WIDTHS, strict=True))
    ruler.fit(data["foot"], data["foot"], SANS, [(7.5, 120)])
    return Layout(data)


def _measure(ruler: Ruler, cells: Any) -> None:
    for label, text, width in cells:
        if text:
            ruler.wrap(label, text, SANS, [(8.5, width - _PADDING, _ANY)])


PAPER = Paper("programs/tools/papers/tool_list.html", ("papers.css",), _lay_out, MOST_PAGES, stands_in=True)
