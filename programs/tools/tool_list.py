"""The register of tools as a list: its columns, on the page and in files."""

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing, words_of
from programs.tools.models import Tool


def _state(tool: Tool) -> str:
    return words_of("programs/tools/_tool_state.html", tool=tool)


TOOLS = Listing(
    title=_("Tools"),
    subject="programs.tool",
    what="list of tools",
    usual="number",
    tie=("number_key", "pk"),
    columns=(
        Column("number", _("Number and name"), order=("number_key",)),
        Column("only_number", _("Number"), lambda tool: tool.number, kind="file"),
        Column("name", _("Name"), lambda tool: tool.name, kind="file"),
        Column("program", _("Program"), lambda tool: tool.program.name, ("program__name",)),
        Column("place", _("Board / place"), order=("board", "place")),
        Column("board", _("Shadow board"), lambda tool: tool.board, kind="file"),
        Column("only_place", _("Place"), lambda tool: tool.place, kind="file"),
        Column("dangerous", _("Dangerous"), lambda tool: _("yes") if tool.is_dangerous else "", kind="file"),
        Column("state", _("State"), _state, ("state",)),
        Column("note", _("Note"), lambda tool: tool.state_note, kind="file"),
    ),
)
