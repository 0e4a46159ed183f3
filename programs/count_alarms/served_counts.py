"""Counts of heads at sessions of long ago, for whom they waited, and alarms of counts that did not agree."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, Q

from core.served_rows import counted
from programs.count_alarms.models import CountAlarm, LookedFor
from programs.head_counts.models import AwaitedPerson, HeadCount

TABLES = (LookedFor, CountAlarm, HeadCount, AwaitedPerson)


def are_kept(session: Any) -> Q:
    """Whether something of this is still kept for the session (a reference in a query)."""
    found = Q()
    for model in (CountAlarm, HeadCount, AwaitedPerson):
        found |= Q(Exists(model._default_manager.filter(session=session)))
    return found


def destroy(found: Collection[int]) -> Counter[str]:
    """Deletes the counts of these sessions (keys), within the caller's transaction; how many rows went, by table."""
    gone = counted(LookedFor.objects.filter(alarm__session__in=found).delete())
    for model in (CountAlarm, HeadCount, AwaitedPerson):
        gone += counted(model._default_manager.filter(session__in=found).delete())
    return gone
