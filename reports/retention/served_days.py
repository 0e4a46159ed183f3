"""Counts of people and tools at sessions of long ago."""

from collections import Counter
from collections.abc import Collection

from django.db.models import F, OuterRef, QuerySet

from accounts.models import Facility
from programs.count_alarms import served_counts
from programs.timetable.models.sessions import Session
from programs.tools import served_issues

TABLES = (*served_counts.TABLES, *served_issues.TABLES)


def sessions(facility: Facility) -> QuerySet[Session]:
    """Sessions of the facility of which counts are kept, with `since`: their day; none while a tool is looked for."""
    session = OuterRef("pk")
    kept = served_counts.are_kept(session) | served_issues.are_kept(session)
    rows = Session.objects.filter(kept, batch__facility=facility).exclude(served_issues.is_searched(session))
    return rows.annotate(since=F("date"))


def destroy(found: Collection[int]) -> Counter[str]:
    """Deletes the counts of these sessions (keys), within the caller's transaction; how many rows went, by table."""
    return served_counts.destroy(found) + served_issues.destroy(found)
