"""Labels for shadow boards: the number on an empty place shows which tool is missing."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.letterhead import of_office
from accounts.models import User
from core.errors import Blocker, RuleViolation
from printing.box_fit import SANS, SANS_BOLD, SERIF_BOLD, Ruler
from printing.internal_papers import letterhead
from printing.paper import Layout, Paper
from programs.tools.models import Tool
from programs.tools.tool_register import number_key

MOST_PAGES = 60
ON_A_PAGE = 10
WIDTH = 77
# Font sizes in points for the number, largest first.
NUMBER_SIZES = (44, 36, 28, 22, 17)


def board_paper(user: User, tools: list[Tool]) -> bytes:
    """The PDF: at least one sheet per board, labels in board order. Raises `RuleViolation`."""
    if not tools:
        raise RuleViolation(Blocker("no_tools", _("There is no tool in this list. Choose another one to print.")))
    with translation.override("id"):
        data = {
            "issuer": of_office(user),
            "title": _("Labels of the shadow board"),
            "how": _("Cut along the dashes and glue each label into the outline of its tool."),
            "pages": list(_pages(tools)),
        }
        return PAPER.print(data)


def _pages(tools: Iterable[Tool]) -> Iterable[dict[str, Any]]:
    ordered = sorted(tools, key=lambda tool: (tool.board, number_key(tool.place), tool.number_key))
    for board, found in groupby(ordered, key=lambda tool: tool.board):
        labels = [_label(tool) for tool in found]
        sheets = [labels[start : start + ON_A_PAGE] for start in range(0, len(labels), ON_A_PAGE)]
        for number, sheet in enumerate(sheets, 1):
            words = {"number": number, "count": len(sheets)}
            part = _("sheet %(number)s of %(count)s") % words if len(sheets) > 1 else ""
            yield {"board": board or _("Without a board"), "part": part, "labels": sheet}


def _label(tool: Tool) -> dict[str, Any]:
    return {
        "number": tool.number,
        "name": tool.name,
        "place": _("Place %(place)s") % {"place": tool.place} if tool.place else "",
        "board": tool.board,
        "danger": _("DANGEROUS") if tool.is_dangerous else "",
    }


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"])
    for page in data["pages"]:
        ruler.fit(_("shadow board"), f"{page['board']} {page['part']}".strip(), SERIF_BOLD, [(19, 174)])
        for label in page["labels"]:
            label["size"] = ruler.fit(_("number"), label["number"], SANS_BOLD, [(size, WIDTH) for size in NUMBER_SIZES])
            label["small"] = ruler.wrap(_("name"), label["name"], SANS, [(13, WIDTH, 1), (10, WIDTH, 2), (8, WIDTH, 3)])
            if label["place"]:
                ruler.fit(_("place on the board"), label["place"], SANS_BOLD, [(10, 40)])
    total = len(data["pages"])
    for number, page in enumerate(data["pages"], 1):
        page["sheet"], page["sheets"] = str(number), str(total)
    return Layout(data)


PAPER = Paper("programs/tools/papers/tool_board.html", ("papers.css",), _lay_out, MOST_PAGES, stands_in=True)
