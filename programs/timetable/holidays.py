"""Days without teaching: national holidays, joint leave, and an office's own decisions.

National days come from the `holidays` library (Indonesia, categories public and government: the yearly joint decree of
three ministers) and are copied into our table, so that updates of the library do not change past schedules.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import holidays
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import Facility, User
from core import audit
from core.statements import Statement
from programs.timetable.models.sessions import Holiday

LONGEST_NAME = 120
# The key of no facility, for which only national days are found.
NOWHERE = 0


def national_days(year: int) -> list[Holiday]:
    """National holidays and joint leave of `year` as unsaved rows, by date."""
    return [Holiday(date=day, name=name, kind=kind) for day, name, kind in _national(year)]


# They stand in the installed library and take longer to work out than most pages.
@lru_cache(maxsize=64)
def _national(year: int) -> tuple[tuple[date, str, str], ...]:
    # The category "government" contains joint leave (cuti bersama), decreed anew each year.
    free = holidays.country_holidays("ID", years=year, categories=("public", "government"), language="id")
    public = holidays.country_holidays("ID", years=year, categories=("public",), language="id")
    return tuple(
        (day, name[:LONGEST_NAME], Holiday.Kind.NATIONAL if day in public else Holiday.Kind.JOINT_LEAVE)
        for day, name in sorted(free.items())
    )


@transaction.atomic
def sync_holidays(years: Iterable[int], *, by: User | None = None) -> int:
    """Copies missing national days of `years` and returns their number. Does not change existing rows."""
    wanted = [row for year in sorted(set(years)) for row in national_days(year)]
    national = Holiday.objects.filter(facility=None)
    before = set(national.filter(date__in=[row.date for row in wanted]).values_list("date", flat=True))
    missing = [row for row in wanted if row.date not in before]
    if missing:
        # Two schedules generated at once may both find the same year missing.
        Holiday.objects.bulk_create(missing, ignore_conflicts=True)
        audit.record("holiday.sync", by=by, dates=[row.date for row in missing])
    return len(missing)


def days_of(facility: Facility | None, *years: int) -> list[Holiday]:
    """All rows of `years` for the facility (None: for the whole country alone), by date.

    National days not copied yet are unsaved rows.
    """
    between = {"first": date(min(years), 1, 1), "last": date(max(years), 12, 31)}
    rows = [
        row for row in _rows_between(facility=facility.pk if facility else NOWHERE, **between) if row.date.year in years
    ]
    # A later release of the library may differ; days once copied are kept.
    known = {row.date for row in rows if row.facility_id is None}
    national = [row for year in years for row in national_days(year) if row.date not in known]
    return sorted([*rows, *national], key=_own_row_last)


def closed_days(
    facility: Facility | None, years: Iterable[int], *, adding: Holiday | None = None, without: Holiday | None = None
) -> dict[date, Holiday]:
    """Days of `years` on which the facility is closed; its own rows override national ones.

    Without a facility, the national days alone, by which the public classes of a training center go.
    Can assume one additional row, or ignore an existing one.
    """
    rows = [row for row in days_of(facility, *sorted(set(years))) if without is None or row.pk != without.pk]
    closed: dict[date, Holiday] = {}
    for row in sorted([*rows, *([adding] if adding else [])], key=_own_row_last):
        if row.kind == Holiday.Kind.WORKING:
            closed.pop(row.date, None)
        else:
            closed[row.date] = row
    return closed


@Statement
def _rows_between(facility: int, first: date, last: date) -> QuerySet[Holiday]:
    return Holiday.objects.filter(Q(facility=None) | Q(facility=facility), date__gte=first, date__lte=last)


def _own_row_last(row: Holiday) -> tuple[date, bool]:
    return row.date, row.facility_id is not None
