"""Shares with probation officers that have served their time."""

from collections import Counter
from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import Facility
from core import clock
from outcomes.probation.models import ClientShare

# Months of supervision that nobody exceeds.
LONGEST = 84


def shares(facility: Facility) -> QuerySet[ClientShare]:
    """Shares that the facility recorded, with `since`: the day on which they ended.

    One that nobody ended counts from its agreement, once no supervision can last any more.
    """
    over = Q(agreed_on__lt=clock.months_before(clock.today(facility.time_zone), LONGEST))
    rows = ClientShare.objects.filter(~Q(ended_on=None) | over, facility=facility)
    return rows.annotate(since=Coalesce("ended_on", "agreed_on"))


def destroy(found: Collection[int]) -> Counter[str]:
    """Deletes these (keys), within the caller's transaction; how many rows went, by table."""
    return Counter(clientshare=ClientShare.objects.filter(pk__in=found).delete()[0])
