"""The one order in which rows are locked.

Offices (facility, then center), people, batches, sessions, places, papers, tools, each by key; the audit chain last. A
command that needs several locks takes them before its first write, to avoid deadlocks. Locking a row implies locking
the rows it refers to first: to write a paper, lock its batch first.
"""

from collections.abc import Iterable

from inmates.custody.in_custody import hold_people
from programs.batches.models import Batch


def hold(*, people: Iterable[int] = (), batches: Iterable[int] = ()) -> None:
    """Locks these people and batches (keys) until the transaction ends.

    Rows that refer to them can still be written.
    """
    hold_people(people)
    wanted = set(batches)
    if wanted:
        list(Batch.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk").values_list("pk"))


def locked(batch: Batch) -> Batch:
    """The batch's row, locked to serialize its applications, decisions and places."""
    hold(batches=[batch.pk])
    return Batch.objects.select_related("facility", "version").get(pk=batch.pk)


def locked_alone(batch: Batch) -> Batch:
    """The batch's row, locked until the transaction ends so that even rows referring to it cannot be written."""
    related = ("facility", "training_center", "version__program__vocation")
    return Batch.objects.select_related(*related).select_for_update(of=("self",)).get(pk=batch.pk)
