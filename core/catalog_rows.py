"""Rows of a catalog that hardly ever changes, asked for once a minute in each process instead of by every request."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Generic, TypeVar

from core import clock

Row = TypeVar("Row")


class CatalogRows(Generic[Row]):
    """All rows that `ask` returns, at most a minute old. They are shared: nobody may change them."""

    # Counts how often everything was forgotten.
    _round = 0

    def __init__(self, ask: Callable[[], Iterable[Row]]) -> None:
        self._ask = ask
        # In one piece, as threads read and replace it without a lock.
        self._kept: tuple[tuple[int, datetime] | None, tuple[Row, ...]] = None, ()

    def __call__(self) -> tuple[Row, ...]:
        """The rows, in the order of the query; one query if nobody has asked within this minute."""
        known_as, rows = self._kept
        now = self._round, clock.now().replace(second=0, microsecond=0)
        if known_as != now:
            rows = tuple(self._ask())
            self._kept = now, rows
        return rows

    @staticmethod
    def forget() -> None:
        """Lets every catalog be asked for anew."""
        CatalogRows._round += 1
