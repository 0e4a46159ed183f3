"""The register of tools as a list: its columns, on the page and in files."""

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing, words_of
from programs.tools.models import Consumable, Tool


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


def _use(consumable: Consumable) -> str:
    return str(_("In use") if consumable.is_active else _("Not used any more"))


CONSUMABLES = Listing(
    title=_("Consumables"),
    subject="programs.consumable",
    what="list of consumables",
    usual="name",
    tie=("name", "pk"),
    columns=(
        Column("name", _("Name"), lambda one: one.name, ("name",)),
        Column("program", _("Program"), lambda one: one.program.name, ("program__name",)),
        Column("unit", _("Unit of measure"), lambda one: one.get_unit_display(), ("unit",)),
        Column("tolerance", _("Tolerance"), lambda one: one.tolerance, ("tolerance",), kind="num"),
        Column("state", _("State"), _use),
        Column("change", _("Change"), kind="hidden", permission="programs.change_tools"),
    ),
)
