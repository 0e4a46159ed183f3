"""Ended shares with probation officers that have served their time."""

from collections import Counter
from collections.abc import Collection

from django.db.models import F, QuerySet

from accounts.models import Facility
from outcomes.probation.models import ClientShare


def shares(facility: Facility) -> QuerySet[ClientShare]:
    """Ended shares that the facility recorded, with `since`: the day on which they ended."""
    return ClientShare.objects.filter(facility=facility).exclude(ended_on=None).annotate(since=F("ended_on"))


def destroy(found: Collection[int]) -> Counter[str]:
    """Deletes these (keys), within the caller's transaction; how many rows went, by table."""
    return Counter(clientshare=ClientShare.objects.filter(pk__in=found).delete()[0])
