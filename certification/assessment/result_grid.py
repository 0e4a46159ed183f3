"""The grid of results as the page shows it and sends it back: participant by unit."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from certification.assessment import assessment_scope, held_back_results, practice_marks
from certification.assessment.certificate_gate import Standing
from certification.assessment.models.results import UnitResult
from certification.assessment.unit_results import Entry
from core.http import typed
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit


@dataclass
class Cell:
    """One radio group: the field's name, what stands, and what the page that was sent back had chosen.

    `stands` says what is stored where it is another value than the chosen one; `is_held` that nothing may be changed.
    """

    name: str
    unit: ProgramUnit
    result: str = ""
    feedback: str = ""
    version: int = 0
    attempt: int = 0
    by: str = ""
    practice: str = ""
    stands: str = ""
    is_held: bool = False


@dataclass
class Row:
    """One participant in the grid of results."""

    standing: Standing
    cells: list[Cell] = field(default_factory=list)

    @property
    def done(self) -> int:
        """In how many units this participant has a result."""
        return sum(1 for cell in self.cells if cell.result)

    @property
    def to_repeat(self) -> int:
        """In how many units the result is not yet competent."""
        return sum(1 for cell in self.cells if cell.result == UnitResult.Result.NOT_YET)

    @property
    def entrance(self) -> ProgramUnit:
        """The unit whose page the participant's name opens: the first without a result, or the first."""
        return next((cell.unit for cell in self.cells if not cell.result), self.cells[0].unit)


def rows_of(standings: list[Standing]) -> list[Row]:
    """A row each, with a cell for each unit."""
    return [
        Row(standing, [_cell(standing, unit, standing.results.get(unit.pk)) for unit in standing.units])
        for standing in standings
    ]


def with_what_stands_beside(rows: list[Row], batch: Batch) -> list[Row]:
    """Adds to each cell what an instructor saw last, and whether the result rests; two queries more for any class."""
    # Asked only where some result rests at all, which is seldom.
    rest = any(held_back_results.blockers(row.standing.enrollment) for row in rows)
    units = assessment_scope.open_units(batch)
    frozen, newest = held_back_results.frozen_pairs(batch) if rest else set(), practice_marks.newest(batch)
    for row in rows:
        place = row.standing.enrollment.pk
        for cell in row.cells:
            pair = (place, cell.unit.pk)
            is_taught = units is None or cell.unit.pk in units
            cell.is_held = row.standing.is_signed_alone or pair in frozen or not is_taught
            cell.practice = newest[pair].get_level_display() if pair in newest else ""
    return rows


def _cell(standing: Standing, unit: ProgramUnit, result: UnitResult | None) -> Cell:
    name = f"{standing.enrollment.public_id.hex}-{unit.position}"
    if result is None:
        return Cell(name, unit)
    return Cell(
        name, unit, result.result, result.feedback, result.version, result.attempt, by=result.assessed_by.full_name
    )


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
            # Sent back, the page shows both: what stands by whom, and what was chosen instead.
            cell.stands = cell.result if version != cell.version else ""
            cell.result, cell.feedback = chosen, feedback
    return entries
