"""Entries of the access log that have served their time: they go, their digests stay in the chain."""

from collections import Counter
from collections.abc import Collection

from django.db.models import F, QuerySet

from accounts.models import Facility, TrainingCenter
from core import access_chain
from core.models import AccessLogEntry


def entries(office: Facility | TrainingCenter) -> QuerySet[AccessLogEntry]:
    """What the staff of the office looked at, with `since`: when; only what a link holds by now."""
    return access_chain.linked().filter(office=office.code).annotate(since=F("at"))


def destroy(found: Collection[int]) -> Counter[str]:
    """Deletes these entries (keys), within the caller's transaction; how many rows went, by table."""
    return Counter(accesslogentry=access_chain.destroy(found))
