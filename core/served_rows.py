"""Rows of one table that go as a whole once they have served their time: whose, which, since when, with which files."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Model, Q, QuerySet


@dataclass(frozen=True)
class ServedRows:
    """`office` says which rows are an office's; `since` from when their time runs: a field, or an expression."""

    model: type[Model]
    office: Callable[[Any], Q]
    since: Any
    where: Q = field(default_factory=Q)
    files: tuple[str, ...] = ()

    def rows(self, office: Any) -> QuerySet[Any]:
        """The rows of the office that can serve their time, with `since`."""
        since = F(self.since) if isinstance(self.since, str) else self.since
        return self.model._default_manager.filter(self.office(office), self.where).annotate(since=since)

    def destroy(self, found: Collection[int]) -> Counter[str]:
        """Deletes these rows (keys) with what hangs on them, within the caller's transaction; how many, by table.

        Their files go once that is committed.
        """
        rows = self.model._default_manager.filter(pk__in=found)
        forget_files(rows, *self.files)
        return counted(rows.delete())


def counted(deleted: tuple[int, dict[str, int]]) -> Counter[str]:
    """What `delete` answered, by name of the table."""
    return Counter({label.rpartition(".")[2].lower(): count for label, count in deleted[1].items() if count})


def forget_files(rows: QuerySet[Any], *fields: str) -> None:
    """Deletes files that these rows name and no other does, once the caller's transaction is committed."""
    model, gone = rows.model, list(rows.values_list("pk", flat=True)) if fields else []
    for column in fields:
        for name in set(rows.exclude(**{column: ""}).values_list(column, flat=True)):
            if name and not model._default_manager.filter(**{column: name}).exclude(pk__in=gone).exists():
                transaction.on_commit(partial(default_storage.delete, name))
