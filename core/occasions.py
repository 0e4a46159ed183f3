"""Moments at which subjects above have something to do too: each registers it, the one below knows none of them."""

from collections.abc import Callable
from typing import Generic, TypeVar

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
