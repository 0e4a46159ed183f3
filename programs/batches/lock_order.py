"""The one order in which rows are locked: offices (facility, then center), people, batches, sessions, places, papers,
tools, each by key; last the audit chain.

Whoever needs several takes them before the first write, so that no two commands wait for each other in a circle. A
row that names another asks for that one too: who writes a paper of a batch locks the batch first.
"""

from collections.abc import Iterable

from inmates.custody.in_custody import hold_people
from programs.batches.models import Batch


def hold(*, people: Iterable[int] = (), batches: Iterable[int] = ()) -> None:
    """Locks these people and batches (keys) until the transaction ends; rows that name them can still be written."""
    hold_people(people)
    wanted = set(batches)
    if wanted:
        list(Batch.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk").values_list("pk"))


def locked(batch: Batch) -> Batch:
    """The batch's row, locked: applications, decisions and places of one batch follow one another."""
    hold(batches=[batch.pk])
    return Batch.objects.select_related("facility", "version").get(pk=batch.pk)


def locked_alone(batch: Batch) -> Batch:
    """The batch's row, locked so that no row that names it can be written either until the transaction ends."""
    related = ("facility", "training_center", "version__program__vocation")
    return Batch.objects.select_related(*related).select_for_update(of=("self",)).get(pk=batch.pk)
