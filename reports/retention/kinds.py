"""What is said of one kind of records: whose, which rows, from when, how long, and how they are destroyed."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.roles import Side
from core.served_rows import ServedRows

CHUNK = 200


@dataclass(frozen=True)
class RecordKind:
    """One kind of record of one side."""

    side: Side
    name: str | Promise
    # What goes, and what stays.
    content: str | Promise
    # Since when its time runs.
    begins: str | Promise
    basis: str | Promise
    months: int
    fewest: int
    # Records of an office, annotated with `since`.
    rows: Callable[[Any], QuerySet[Any]]
    # Destroys records by key, within the caller's transaction; returns how many rows went, by table.
    destroy: Callable[[Collection[int]], Counter[str]]
    # The tables whose rows go, for the record of processing.
    tables: tuple[type[Model], ...]
    # What is counted, with a place for the number.
    units: str | Promise
    # The way from a record to the people it is about; empty if it names none by key, so that any hold keeps it.
    person: str = ""
    # What tells a record from others where it is listed: the ways to a name, a number, a day, or words of it.
    told: tuple[str | Callable[[Any], str], ...] = ()
    # Whether `since` is a day; else a moment.
    by_day: bool = False
    # How many records are destroyed in one transaction.
    chunk: int = CHUNK
    # Whether records are of both offices, so that holds of either keep them.
    is_shared: bool = False
    # Whether these are the names that all other records of the person need, so that they go last.
    is_last: bool = False


PROPOSAL = _("Proposal until the archive schedule of the district or ministry says otherwise")
RECORDS = ngettext_lazy("%d record", "%d records")
FROM_END, FROM_DAY = _("from the end"), _("from the day itself")
FROM_DECISION = _("from the decision")


def plain(
    side: Side, name: str | Promise, content: str | Promise, begins: str | Promise, *, of: ServedRows, **more: Any
) -> RecordKind:
    """A kind whose rows go as a whole; five years and no hold of single people unless said otherwise."""
    said = {"basis": PROPOSAL, "months": 60, "fewest": 12, "units": RECORDS, "tables": (of.model,)}
    return RecordKind(side, name, content, begins, rows=of.rows, **{**said, "destroy": of.destroy, **more})


def of_both(code: str, *words: str | Promise, **more: Any) -> dict[str, RecordKind]:
    """The same kind for each side, under a code of its own."""
    return {code: plain(Side.FACILITY, *words, **more), f"{code}_center": plain(Side.CENTER, *words, **more)}
