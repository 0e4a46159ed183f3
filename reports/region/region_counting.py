"""Counts every facility anew each night, so that pages of a region need not read its rows.

Nothing is added to what was counted before: whatever was recorded late, corrected, merged or undone within the year is
in it the next morning. Months that no page reads any more go.
"""

from collections.abc import Iterator
from datetime import date

import structlog
from django.db import transaction

from accounts.models import Facility
from core import clock
from core.due import work_due
from reports.region.models import FacilityCount, MonthSum
from reports.region.month_sums import SUMMED, Key, Sums, count_of, sums_of

logger = structlog.get_logger(__name__)
# The months that are counted anew: a year, and the one that has begun.
MONTHS = 13
# Of all facilities of the country a few at a time, so that other due work has its turn.
MOST_A_ROUND = 40


@work_due.register
def count_due(most: int = MOST_A_ROUND) -> int:
    """Counts facilities that were not counted today by their own calendar, at most so many; returns how many.

    One that cannot be counted keeps what was counted before, and holds up no other.
    """
    counted = dict(FacilityCount.objects.values_list("facility", "day"))
    due = [one for one in Facility.objects.order_by("pk") if counted.get(one.pk) != clock.today(one.time_zone)]
    # What was never counted comes first.
    chosen = sorted(due, key=lambda one: counted.get(one.pk, date.min))[:most]
    return sum(_try(facility) for facility in chosen)


def _try(facility: Facility) -> bool:
    try:
        count_facility(facility)
    except Exception:
        logger.exception("region_count_failed", facility=facility.code)
        return False
    return True


@transaction.atomic
def count_facility(facility: Facility) -> None:
    """Writes the sums of the last `MONTHS` months and the state of the facility; takes the place of those before."""
    # Two that count at once would both find the rows of the other gone; whoever names the facility meanwhile may go on.
    Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)
    today = clock.today(facility.time_zone)
    first = first_counted(today)
    sums = sums_of(facility, first, today)
    MonthSum.objects.filter(facility=facility).delete()
    MonthSum.objects.bulk_create(_row(facility, key, found) for key, found in sorted(sums.items()))
    FacilityCount.objects.filter(facility=facility).delete()
    count_of(facility, today).save(force_insert=True)


def first_counted(today: date) -> date:
    """The first day of the earliest month that is counted anew."""
    back = today.year * 12 + today.month - MONTHS
    return date(back // 12, back % 12 + 1, 1)


def differences(facility: Facility) -> Iterator[str]:
    """The sums of the facility that are not those of its rows by the same rules, taken for the day of counting."""
    count = FacilityCount.objects.filter(facility=facility).first()
    if count is None:
        yield f"{facility.code}: never counted"
        return
    first = first_counted(count.day)
    fresh = sums_of(facility, first, count.day)
    kept = _kept(facility, first)
    for key in sorted(fresh.keys() | kept.keys()):
        for name in SUMMED:
            was, now = (getattr(rows.get(key, Sums()), name) for rows in (kept, fresh))
            if was != now:
                yield f"{facility.code} {_words(key)}: {name} {was}, by the rows {now}"


def _kept(facility: Facility, first: date) -> dict[Key, Sums]:
    rows = MonthSum.objects.filter(facility=facility, month__gte=first).order_by()
    found = rows.values_list("month", "vocation", "fund", "sex", *SUMMED)
    return {row[:4]: Sums(*row[4:]) for row in found}


def _row(facility: Facility, key: Key, sums: Sums) -> MonthSum:
    month, vocation, fund, sex = key
    return MonthSum(facility=facility, month=month, vocation_id=vocation, fund=fund, sex=sex, **vars(sums))


def _words(key: Key) -> str:
    month, vocation, fund, sex = key
    return f"{month:%Y-%m} {vocation} {fund} {sex or '-'}"
