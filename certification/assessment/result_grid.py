"""The result grid as shown and submitted: participants by units."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from certification.assessment import assessment_scope, held_back_results, practice_marks
from certification.assessment.models.results import UnitResult
from certification.assessment.standing import Standing
from certification.assessment.unit_results import Entry
from core.errors import Blocker
from core.http import typed
from core.row_errors import RowError
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit
from programs.catalog.unit_blocks import signs_of


@dataclass
class Cell:
    """One radio group: field name, stored value, and the value chosen on a submitted page.

    `stands` is the stored value if it differs from the chosen one; `is_held` means that nothing may change.
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
    # Passed before: nobody waits for a result, and an assessor may still record one.
    is_recognized: bool = False
    # Nothing of the unit was taught, or not to its end before the batch was called off.
    is_untaught: bool = False
    # Not taken by somebody who takes single units.
    is_left_out: bool = False


@dataclass
class Row:
    """One participant in the grid of results."""

    standing: Standing
    cells: list[Cell] = field(default_factory=list)

    @property
    def done(self) -> int:
        """Number of units with a result."""
        return sum(1 for cell in self.cells if cell.result)

    @property
    def expected(self) -> int:
        """Number of units in which this participant is assessed."""
        return sum(1 for cell in self.cells if not cell.is_left_out)

    @property
    def is_awaited(self) -> bool:
        """Whether the results of this participant count among those of the batch."""
        return assessment_scope.is_awaited(self.standing.enrollment)

    @property
    def is_below(self) -> bool:
        """Whether the attendance known so far is below that of the program."""
        percent = self.standing.percent
        return percent is not None and percent < self.standing.enrollment.batch.version.attendance_threshold

    @property
    def signs(self) -> list[str]:
        """The blocks of somebody who takes single units."""
        return [] if self.standing.taken is None else signs_of(self.standing.taken_units)

    @property
    def to_repeat(self) -> int:
        """Number of units not yet competent."""
        return sum(1 for cell in self.cells if cell.result == UnitResult.Result.NOT_YET)

    @property
    def entrance(self) -> ProgramUnit:
        """The unit page linked from the participant's name: the first unit without a result, or the first one."""
        taken = [cell for cell in self.cells if not cell.is_left_out] or self.cells
        return next((cell.unit for cell in taken if not cell.result), taken[0].unit)


def rows_of(standings: list[Standing], *, with_names: bool = True) -> list[Row]:
    """One row per participant with a cell per unit; `with_names` of those who assessed it."""
    return [
        Row(standing, [_cell(standing, unit, standing.results.get(unit.pk), with_names) for unit in standing.units])
        for standing in standings
    ]


def with_what_stands_beside(rows: list[Row], batch: Batch) -> list[Row]:
    """Adds to each cell the latest observation and whether the result is held back; two more queries in total."""
    # Queried only if some result is held back, which is rare.
    rest = any(held_back_results.blockers(row.standing.enrollment) for row in rows)
    units = assessment_scope.open_among(batch, rows[0].standing.units if rows else [])
    frozen, newest = held_back_results.frozen_pairs(batch) if rest else set(), practice_marks.newest(batch)
    for row in rows:
        place = row.standing.enrollment.pk
        for cell in row.cells:
            pair = (place, cell.unit.pk)
            cell.is_untaught = cell.unit.pk not in units
            rests = row.standing.is_signed_alone or pair in frozen or cell.is_left_out
            cell.is_held = rests or cell.is_untaught
            cell.practice = newest[pair].get_level_display() if pair in newest else ""
    return rows


def errors_of(rows: list[Row], reasons: Iterable[Blocker]) -> list[RowError]:
    """The reasons for the error summary, each linked to the control of its cell, if the cell can be changed."""
    cells = {(row.standing.enrollment.pk, cell.unit.pk): cell for row in rows for cell in row.cells}
    found = []
    for reason in reasons:
        cell = cells.get((reason.values.get("place", 0), reason.values.get("unit", 0)))
        found.append(RowError(str(reason), _control(cell, reason) if cell and not cell.is_held else ""))
    return found


def _control(cell: Cell, reason: Blocker) -> str:
    return f"f-{cell.name}" if reason.code == "feedback" else f"{cell.name}-k"


def _cell(standing: Standing, unit: ProgramUnit, result: UnitResult | None, with_names: bool) -> Cell:
    name = f"{standing.enrollment.public_id.hex}-{unit.position}"
    if result is None:
        left_out = not standing.takes(unit)
        return Cell(name, unit, is_recognized=unit.pk in standing.recognized, is_left_out=left_out)
    by = result.assessed_by.full_name if with_names else ""
    return Cell(name, unit, result.result, result.feedback, result.version, result.attempt, by)


def take(rows: list[Row], data: Mapping[str, str]) -> list[Entry]:
    """Entries of the form that differ from the stored results; the cells keep the choices."""
    entries = []
    for row in rows:
        for cell in row.cells:
            chosen, feedback = data.get(cell.name, ""), typed(data, f"f-{cell.name}", most=300)
            # Feedback typed before the choice went back to K does not belong to that result.
            feedback = feedback if chosen == UnitResult.Result.NOT_YET else ""
            if not chosen or (chosen, feedback) == (cell.result, cell.feedback):
                continue
            # An unreadable version counts as none, so that an existing result makes the entry stale.
            seen = typed(data, f"v-{cell.name}", most=9)
            version = int(seen) if seen.isdecimal() else 0
            entries.append(Entry(row.standing.enrollment, cell.unit, chosen, feedback, version))
            # On a refused page, shows both the current result with its author and the choice.
            cell.stands = cell.result if version != cell.version else ""
            cell.result, cell.feedback = chosen, feedback
    return entries
