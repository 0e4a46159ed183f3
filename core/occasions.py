"""Events to which subjects above can react: they register callbacks, so the subject below need not know them."""

from collections.abc import Callable
from typing import Generic, TypeVar

What = TypeVar("What")


class Occasion(Generic[What]):
    """Callbacks run in the transaction of the act itself: either everything is written or nothing."""

    def __init__(self) -> None:
        self._deeds: list[Callable[[What], object]] = []

    def register(self, deed: Callable[[What], object]) -> Callable[[What], object]:
        """Decorator that registers a callback, at import."""
        if deed not in self._deeds:
            self._deeds.append(deed)
        return deed

    def happens(self, what: What) -> None:
        """Calls every registered callback in the caller's transaction; an exception stops them all."""
        for deed in self._deeds:
            deed(what)
