"""What the entry rules ask of apps further along: places, applications, lessons, certificates.

Each source takes the keys of people or batches, is called once for all of them and only reads. Outside a command there
may be no surrounding transaction.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from core.ports import Port
from programs.batches.models import Batch


@dataclass(frozen=True)
class TakenPlace:
    """A current or past place of a person, identified by `key`."""

    key: int
    batch: Batch
    is_live: bool
    is_completed: bool


def counted(center: int | None, place: str = "") -> Q:
    """Which places count: those in facilities, or for a training center (key) all of its own, public classes too.

    No facility may learn of a class outside, nor a center of what another one taught. `place`: the prefix of the place.
    """
    return Q(**{f"{place}batch__training_center": center} if center else {f"{place}is_public": False})


dated_rows: Port[[Collection[int], int | None], QuerySet] = Port()
"""Of people, and of what is `counted` for a center or, with None, for facilities.

An unordered `values_list` of kind, person, value, from and until (text, key, text, two dates).

All of them become one query by a union, so their columns have just these types. The kinds are `certificate`, whose
value is the key of a place with a certificate of the own center in force, and `outside`, whose value is the key of a
batch, a colon and the scheme that a certification body certified after it; and `unit`, whose value is the code of a
unit that was passed or is recognized.
"""

places: Port[[Collection[int], int | None], Iterable[tuple[int, TakenPlace]]] = Port()
"""Of people, `counted` likewise: each person (key) with a place, the earliest first; batch, version and program."""

members: Port[[Collection[int]], QuerySet] = Port()
"""Of batches: unordered `values_list` of batch and person, for whoever has a place or was promised one; one union."""

lessons: Port[[Collection[int]], Iterable[tuple[int, datetime, datetime, str]]] = Port()
"""Of batches: batch (key), begin, end and block of every session that stands, in the order of time."""
