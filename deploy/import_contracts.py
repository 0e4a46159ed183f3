"""The direction inside a subject, for `lint-imports`: urls, views and commands, forms and filters, rules and models.

A rule module is whatever is named otherwise, so no list of names has to be kept; it may stand in any subject.
"""

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

# The floor of a module is that of the first of these names in its path; rules and models stand at the bottom.
FLOORS = {"urls": 3, "views": 2, "management": 2, "forms": 1, "filters": 1}


def floor_of(module: str) -> int:
    """The floor on which a module of a subject stands: `programs.tools.views.register` on that of views."""
    return next((FLOORS[part] for part in module.split(".")[1:] if part in FLOORS), 0)


class Floors(Contract):
    """No module of these areas imports from a floor above its own, in its subject or in another one."""

    # The library puts the parsed list in place of the field.
    areas: Any = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Goes through every import inside and between the areas."""
        mine = {name for name in graph.modules if name.split(".")[0] in self.areas}
        upward = [
            (importer, imported)
            for importer in sorted(mine)
            for imported in sorted(graph.find_modules_directly_imported_by(importer) & mine)
            if floor_of(importer) < floor_of(imported)
        ]
        return ContractCheck(kept=not upward, metadata={"upward": upward})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["upward"]:
            output.print_error(f"{importer} imports {imported}, which stands above it.")
