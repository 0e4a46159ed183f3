"""Matters of people that nobody has settled: as long as one is open, its person keeps the name."""

from typing import Any

from django.db.models import Exists, Q, QuerySet

from core.ports import Port

open_matters: Port[[], QuerySet[Any]] = Port()
"""Rows with a field `person` that wait for somebody who needs the name; asked before people are forgotten."""


def has_open_matters(person: Any) -> Q:
    """Whether something of this person (a reference in a query) is open, by this record or one merged into it."""
    found = Q()
    for rows in open_matters.ask():
        # Two questions, each with an index, instead of one with neither.
        found |= Q(Exists(rows.filter(person=person))) | Q(Exists(rows.filter(person__merged_into=person)))
    return found
