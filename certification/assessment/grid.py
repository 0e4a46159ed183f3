"""The grid of results as the page shows it and sends it back: participant by unit."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from certification.assessment.assessing import Entry
from certification.assessment.gating import Standing
from certification.models import UnitResult
from core.http import typed
from programs.models import ProgramUnit


@dataclass
class Cell:
    """One radio group: the field's name, what stands, and what the page that was sent back had chosen."""

    name: str
    unit: ProgramUnit
    result: str = ""
    feedback: str = ""
    version: int = 0
    attempt: int = 0


@dataclass
class Row:
    """One participant in the grid of results."""

    standing: Standing
    cells: list[Cell] = field(default_factory=list)

    @property
    def done(self) -> int:
        """In how many units this participant has a result."""
        return sum(1 for cell in self.cells if cell.result)


def rows_of(standings: list[Standing]) -> list[Row]:
    """The rows of everybody who has not left, or has results."""
    return [
        Row(standing, [_cell(standing, unit, standing.results.get(unit.pk)) for unit in standing.units])
        for standing in standings
        if standing.results or not standing.left_early
    ]


def _cell(standing: Standing, unit: ProgramUnit, result: UnitResult | None) -> Cell:
    name = f"{standing.enrollment.public_id.hex}-{unit.position}"
    if result is None:
        return Cell(name, unit)
    return Cell(name, unit, result.result, result.feedback, result.version, result.attempt)


def take(rows: list[Row], data: Mapping[str, str]) -> list[Entry]:
    """The entries that the form says and that differ from what stands; the cells keep what was chosen."""
    entries = []
    for row in rows:
        for cell in row.cells:
            chosen, feedback = data.get(cell.name, ""), typed(data, f"f-{cell.name}", most=300)
            # Typed before the choice went back to K, it would stand beside a result that needs none.
            feedback = feedback if chosen == UnitResult.Result.NOT_YET else ""
            if not chosen or (chosen, feedback) == (cell.result, cell.feedback):
                continue
            # Without a readable version the page has seen nothing, so what stands refuses it as stale.
            seen = typed(data, f"v-{cell.name}", most=9)
            version = int(seen) if seen.isdecimal() else 0
            entries.append(Entry(row.standing.enrollment, cell.unit, chosen, feedback, version))
            cell.result, cell.feedback = chosen, feedback
    return entries
