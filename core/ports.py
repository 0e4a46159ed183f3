"""What a subject asks of those above it: each registers its answer, and the one below knows none of them."""

from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

Question = ParamSpec("Question")
Answer = TypeVar("Answer")


class Port(Generic[Question, Answer]):
    """One question. When it is asked, in which transaction, and what may be answered stands with each port."""

    def __init__(self) -> None:
        self._sources: list[Callable[Question, Answer]] = []

    def register(self, source: Callable[Question, Answer]) -> Callable[Question, Answer]:
        """Lets `source` be asked, once however often it is registered; as a decorator, at import."""
        if source not in self._sources:
            self._sources.append(source)
        return source

    def ask(self, *args: Question.args, **kwargs: Question.kwargs) -> list[Answer]:
        """What each of the registered answers, in the order in which they came."""
        return [source(*args, **kwargs) for source in self._sources]
