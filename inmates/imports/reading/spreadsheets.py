"""The sheets of an uploaded file, with our own message for each reason why there are none."""

from collections.abc import Iterator

from core.spreadsheets import apart
from core.spreadsheets.limits import Refused
from core.spreadsheets.values import Cell, NamedSheet, Sheet
from inmates.imports.reading.refusals import ImportRefused, RefusalCode

__all__ = ["Cell", "NamedSheet", "Sheet", "read_sheets"]


def read_sheets(data: bytes, *, whose: int | None = None) -> Iterator[NamedSheet]:
    """Yields each sheet that may hold the list, visible ones first.

    Delimited text yields one sheet per possible separator. The file is read in a separate process, which may take
    seconds: do not call within a transaction. `whose` is the key of the waiting user. Raises ImportRefused.
    """
    try:
        yield from apart.read(data, whose=whose)
        return
    except Refused as error:
        refusal = RefusalCode(error.why)
    # Raised outside the handler, so that the reader's error is not chained.
    raise ImportRefused(refusal)
