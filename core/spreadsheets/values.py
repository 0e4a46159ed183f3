"""Cell values, as used by the site and as sent to it by the reading process."""

import datetime
from typing import Any, NamedTuple

Cell = str | int | float | datetime.date | None
"""A cell's value: text, number or calendar day; None if blank."""

Sheet = list[list[Cell]]
"""Rows from the sheet's first row, so that index + 1 is the row number a spreadsheet shows."""


class NamedSheet(NamedTuple):
    """A sheet with the days to add to its bare day numbers and its name; text has no name."""

    rows: Sheet
    gap: int = 0
    name: str = ""


def packed(cell: Cell) -> Any:
    """As a JSON value. JSON has no dates, so they are wrapped to tell them from text."""
    return {"day": cell.isoformat()} if isinstance(cell, datetime.date) else cell


def unpacked(value: Any) -> Cell:
    """Restores a packed cell. Raises ValueError for anything else."""
    if isinstance(value, dict):
        return datetime.date.fromisoformat(value["day"])
    if isinstance(value, list):
        raise ValueError("not a cell")
    return value
