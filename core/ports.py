"""What a subject asks of those above it: each registers its answer, and the one below knows none of them."""

from collections.abc import Iterator
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Port(Generic[Answer]):
    """The registered answers, in the order of registration. What is asked of them, and when, stands with each port."""

    def __init__(self) -> None:
        self._answers: list[Answer] = []

    def register(self, answer: Answer) -> Answer:
        """Lets `answer` be asked each time, once however often it is registered; as a decorator, at import."""
        if answer not in self._answers:
            self._answers.append(answer)
        return answer

    def __iter__(self) -> Iterator[Answer]:
        return iter(self._answers)
