"""Reads a spreadsheet in a separate process. This may take seconds: do not call it within a transaction."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from core.apart import limits, reading
from core.spreadsheets.limits import LIMITS, MOST_BYTES, Refused, Why
from core.spreadsheets.values import NamedSheet, Sheet, unpacked

# A reader that runs out of memory has nearly always met a value in a far-away cell.
_WHY = {limits.Why.ABORTED: Why.TOO_SPREAD}


def read(data: bytes, *, whose: int | None = None) -> Iterator[NamedSheet]:
    """Yields each sheet of the file, visible ones first.

    `whose` is the key of the waiting user, who may have one file read at a time. Raises `Refused`.
    """
    if len(data) > MOST_BYTES:
        raise Refused(Why.TOO_LARGE)
    if not data:
        raise Refused(Why.EMPTY)
    try:
        # An exception kept by its catcher would also keep the reader's turn occupied.
        with closing(reading.answers("core.spreadsheets.child", data, limits=LIMITS, whose=whose)) as said:
            yield from _sheets(said)
    except limits.Ended as ended:
        raise Refused(_WHY.get(ended.why) or Why(ended.why.value)) from None


def _sheets(answers: Iterator[Any]) -> Iterator[NamedSheet]:
    head: dict[str, Any] | None = None
    rows: Sheet = []
    for answer in answers:
        if isinstance(answer, list):
            cells = [unpacked(value) for value in answer]
            rows.append(cells + [None] * ((head or {}).get("width", 0) - len(cells)))
            continue
        if head is not None:
            yield NamedSheet(rows, head["gap"], head["name"])
        if "refused" in answer:
            raise Refused(Why(answer["refused"]))
        if "end" in answer:
            return
        head, rows = answer, []
