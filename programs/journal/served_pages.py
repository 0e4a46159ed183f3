"""Pages of the journal of classes long over."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, Q

from programs.journal.models import JournalEntry

TABLES = (JournalEntry,)


def are_kept(batch: Any) -> Q:
    """Whether a page is still kept for the batch (a reference in a query)."""
    return Q(Exists(JournalEntry.objects.filter(session__batch=batch)))


def destroy(found: Collection[int]) -> Counter[str]:
    """Deletes the pages of these batches (keys), within the caller's transaction; how many rows went, by table."""
    return Counter(journalentry=JournalEntry.objects.filter(session__batch__in=found).delete()[0])
