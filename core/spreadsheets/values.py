"""What a cell is, inside the site and on its way there."""

import datetime
from typing import Any, NamedTuple

Cell = str | int | float | datetime.date | None
"""A cell as it stands: text, number or calendar day; None is blank."""

Sheet = list[list[Cell]]
"""Rows from the first row of the sheet on, so that index + 1 is the row number that a spreadsheet shows."""


class NamedSheet(NamedTuple):
    """A sheet with the days to add to its bare day numbers and its name; text has none."""

    rows: Sheet
    gap: int = 0
    name: str = ""


def packed(cell: Cell) -> Any:
    """As a value of JSON, which knows no days: a text alone would come back as a text."""
    return {"day": cell.isoformat()} if isinstance(cell, datetime.date) else cell


def unpacked(value: Any) -> Cell:
    """The cell that was packed. ValueError for what is none."""
    if isinstance(value, dict):
        return datetime.date.fromisoformat(value["day"])
    if isinstance(value, list):
        raise ValueError("not a cell")
    return value
