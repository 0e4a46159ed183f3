"""The sheets of a file from outside, with a sentence of ours for each reason why there are none."""

from collections.abc import Iterator

from core.spreadsheets import apart
from core.spreadsheets.limits import Refused
from core.spreadsheets.values import Cell, NamedSheet, Sheet
from inmates.imports.reading.refusals import ImportRefused, RefusalCode

__all__ = ["Cell", "NamedSheet", "Sheet", "read_sheets"]


def read_sheets(data: bytes, *, whose: int | None = None) -> Iterator[NamedSheet]:
    """Each sheet that may hold the list, visible ones first.

    Text with separators gives one sheet for each way to part it. The file is read in a process of its own, which
    takes up to seconds: not within a transaction. `whose` is the key of the user who waits. Raises ImportRefused.
    """
    try:
        yield from apart.read(data, whose=whose)
        return
    except Refused as error:
        refusal = RefusalCode(error.why)
    # Raised out here, so that the error of a reader is not carried along.
    raise ImportRefused(refusal)
