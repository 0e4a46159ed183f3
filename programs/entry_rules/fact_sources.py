"""What the entry rules ask of apps further along: places, applications, lessons, certificates.

Each source takes the keys of people or batches, is called once for all of them and only reads. Outside a command there
may be no surrounding transaction.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from core.ports import Port
from programs.batches.models import Batch


@dataclass(frozen=True)
class TakenPlace:
    """A current or past place of a person, identified by `key`."""

    key: int
    batch: Batch
    is_live: bool
    is_completed: bool


dated_rows: Port[[Collection[int]], QuerySet] = Port()
"""Of people: unordered `values_list` of kind, person, value, from and until (text, key, text, two dates).

All of them become one query by a union, so their columns have just these types. The kinds are `certificate`, whose
value is the key of a place with a certificate of the own center in force, and `outside`, whose value is the key of a
batch, a colon and the scheme that a certification body certified after it.
"""

places: Port[[Collection[int]], Iterable[tuple[int, TakenPlace]]] = Port()
"""Of people: each person (key) with a place, the earliest first; their batches with version and program."""

members: Port[[Collection[int]], QuerySet] = Port()
"""Of batches: unordered `values_list` of batch and person, for whoever has a place or was promised one; one union."""

lessons: Port[[Collection[int]], Iterable[tuple[int, datetime, datetime]]] = Port()
"""Of batches: batch (key), begin and end of every session that stands, in the order of time."""
