"""Moments at which apps to the left have something to do too: each registers it, this app knows none of them."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Generic, TypeVar

from inmates.custody.models.circumstances import NonAssociation

What = TypeVar("What")


class Occasion(Generic[What]):
    """What is registered is done in the transaction of the act itself: both are written, or neither."""

    def __init__(self) -> None:
        self._deeds: list[Callable[[What], object]] = []

    def register(self, deed: Callable[[What], object]) -> Callable[[What], object]:
        """Lets `deed` be called each time; as a decorator, at import."""
        if deed not in self._deeds:
            self._deeds.append(deed)
        return deed

    def happens(self, what: What) -> None:
        """Calls every registered deed, in the caller's transaction; what one raises stops them all."""
        for deed in self._deeds:
            deed(what)


leaving_dates_change: Occasion[Mapping[int, date | None]] = Occasion()
"""Of each person (key) the earliest leaving date before; what it is now stands in the database."""

pair_begins: Occasion[NonAssociation] = Occasion()
pair_ends: Occasion[NonAssociation] = Occasion()
