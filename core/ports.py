"""How subjects above answer those below, which need not know them: everything that is hooked into is one of these.

A `Port` asks all who registered, a `Table` looks up the one whose code a row keeps. What is to be done at an event, and
answers nothing, registers with an `Occasion`.
"""

from collections.abc import Callable, Iterator
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

    def __iter__(self) -> Iterator[Callable[Question, Answer]]:
        """The registered sources, for a caller that has to survive the failure of one."""
        return iter(self._sources)

    def ask(self, *args: Question.args, **kwargs: Question.kwargs) -> list[Answer]:
        """The answers of all registered sources, in order of registration."""
        return [source(*args, **kwargs) for source in self._sources]


class Table(dict[str, Answer]):
    """Entries by code, each added at import by the module that owns the code."""

    def add(self, code: str, entry: Answer) -> Answer:
        """Adds an entry and returns it. Raises `ValueError` for a code of another entry: one would hide the other."""
        if self.setdefault(code, entry) != entry:
            raise ValueError(f"declared twice: {code}")
        return entry
