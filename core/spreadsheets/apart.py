"""Reads a spreadsheet in a process of its own, which takes up to seconds: not within a transaction."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from core.apart import limits, reading
from core.spreadsheets.limits import LIMITS, MOST_BYTES, Refused, Why
from core.spreadsheets.values import NamedSheet, Sheet, unpacked

# A reader that asks for more memory than there is nearly always does so for a value in a far-away cell.
_WHY = {limits.Why.ABORTED: Why.TOO_SPREAD}


def read(data: bytes, *, whose: int | None = None) -> Iterator[NamedSheet]:
    """Each sheet of the file, visible ones first.

    `whose` is the key of the user who waits for it; each has one file read at a time. Raises `Refused`.
    """
    if len(data) > MOST_BYTES:
        raise Refused(Why.TOO_LARGE)
    if not data:
        raise Refused(Why.EMPTY)
    try:
        # A refusal that its catcher keeps would keep the turn to read, too.
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
