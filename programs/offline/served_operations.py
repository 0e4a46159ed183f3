"""What devices sent for classes long over, and the packs that were taken along."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, Q

from programs.offline.models import MarkOperation, OfflinePack

TABLES = (MarkOperation, OfflinePack)


def are_kept(batch: Any) -> Q:
    """Whether something is still kept that was sent for the batch (a reference in a query)."""
    packs = OfflinePack.sessions.through.objects.filter(session__batch=batch)
    return Q(Exists(MarkOperation.objects.filter(session__batch=batch))) | Q(Exists(packs))


def destroy(found: Collection[int]) -> Counter[str]:
    """Deletes what was sent for these batches (keys), and packs of which nothing is left; within the caller's
    transaction; how many rows went, by table.
    """
    gone = Counter(markoperation=MarkOperation.objects.filter(session__batch__in=found).delete()[0])
    packs = list(OfflinePack.objects.filter(sessions__batch__in=found).values_list("pk", flat=True).distinct())
    OfflinePack.sessions.through.objects.filter(session__batch__in=found).delete()
    empty = OfflinePack.objects.filter(pk__in=packs, sessions=None, operations=None)
    gone["offlinepack"] = empty.delete()[0]
    return gone
