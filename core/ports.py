"""Questions a subject asks of those above it: they register answers, so the subject below need not know them."""

from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

Question = ParamSpec("Question")
Answer = TypeVar("Answer")


class Port(Generic[Question, Answer]):
    """One question. Each port documents when and in which transaction it is asked, and what it may be answered."""

    def __init__(self) -> None:
        self._sources: list[Callable[Question, Answer]] = []

    def register(self, source: Callable[Question, Answer]) -> Callable[Question, Answer]:
        """Decorator that registers `source`, at import; registering it again has no effect."""
        if source not in self._sources:
            self._sources.append(source)
        return source

    def ask(self, *args: Question.args, **kwargs: Question.kwargs) -> list[Answer]:
        """The answers of all registered sources, in order of registration."""
        return [source(*args, **kwargs) for source in self._sources]
