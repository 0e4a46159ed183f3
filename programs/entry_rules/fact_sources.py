"""What the entry rules ask of subjects that come after them: places, applications, lessons, certificates.

Each registers how it answers, at import. A source is asked once for everybody concerned and only reads; outside of a
command there may be no transaction around it.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db.models import QuerySet

from programs.batches.models import Batch

Rows = TypeVar("Rows")


class Source(Generic[Rows]):
    """What several subjects know of the same people or batches."""

    def __init__(self) -> None:
        self._known: list[Callable[[Collection[int]], Rows]] = []

    def register(self, rows: Callable[[Collection[int]], Rows]) -> Callable[[Collection[int]], Rows]:
        """Lets `rows` be asked with the keys of people or batches; as a decorator, at import."""
        self._known.append(rows)
        return rows

    def ask(self, keys: Collection[int]) -> list[Rows]:
        """What each of the registered knows, in the order of their registration."""
        return [rows(keys) for rows in self._known]


@dataclass(frozen=True)
class TakenPlace:
    """A place that somebody has or had; `key` tells it apart."""

    key: int
    batch: Batch
    is_live: bool
    is_completed: bool


dated_rows: Source[QuerySet] = Source()
"""Of people: unordered `values_list` of kind, person, value, from and until (text, key, text, two dates).

All of them become one query by a union, so their columns have just these types. The kinds are `certificate`, whose
value is the key of a place with a certificate of the own center in force, and `outside`, whose value is the key of a
batch, a colon and the scheme that a certification body certified after it.
"""

places: Source[Iterable[tuple[int, TakenPlace]]] = Source()
"""Of people: each person (key) with a place, the earliest first; their batches with version and program."""

members: Source[QuerySet] = Source()
"""Of batches: unordered `values_list` of batch and person, for whoever has a place or was promised one; one union."""

lessons: Source[Iterable[tuple[int, datetime, datetime]]] = Source()
"""Of batches: batch (key), begin and end of every session that stands, in the order of time."""
