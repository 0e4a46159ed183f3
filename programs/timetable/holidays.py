"""Days without teaching: national holidays, joint leave, and an office's own decisions.

National days come from the `holidays` library (Indonesia, categories public and government: the yearly joint decree of
three ministers) and are copied into our table, so that updates of the library do not change past schedules.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from functools import lru_cache

import holidays
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import Facility, TrainingCenter, User
from core import audit
from core.statements import Statement
from programs.batches.models import Batch
from programs.timetable.models.sessions import Holiday

LONGEST_NAME = 120
# The key of no office, for which only national days are found.
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
    national = Holiday.objects.national()
    before = set(national.filter(date__in=[row.date for row in wanted]).values_list("date", flat=True))
    missing = [row for row in wanted if row.date not in before]
    if missing:
        # Two schedules generated at once may both find the same year missing.
        Holiday.objects.bulk_create(missing, ignore_conflicts=True)
        audit.record("holiday.sync", by=by, dates=[row.date for row in missing])
    return len(missing)


def days_of(office: Facility | TrainingCenter | None, *years: int) -> list[Holiday]:
    """All rows of `years` for the office (None: for the whole country alone), by date.

    National days not copied yet are unsaved rows.
    """
    facility, center = (office, None) if isinstance(office, Facility) else (None, office)
    return _days(facility.pk if facility else None, center.pk if center else None, years)


def _days(facility: int | None, center: int | None, years: Collection[int]) -> list[Holiday]:
    first, last = date(min(years), 1, 1), date(max(years), 12, 31)
    found = _rows_between(facility=facility or NOWHERE, center=center or NOWHERE, first=first, last=last)
    rows = [row for row in found if row.date.year in years]
    # A later release of the library may differ; days once copied are kept.
    known = {row.date for row in rows if row.is_national}
    national = [row for year in years for row in national_days(year) if row.date not in known]
    return sorted([*rows, *national], key=_own_row_last)


def closed_days(
    facility: Facility | None,
    years: Iterable[int],
    *,
    center: int | None = None,
    adding: Holiday | None = None,
    without: Holiday | None = None,
) -> dict[date, Holiday]:
    """Days of `years` without teaching in a class of this facility and this training center (key).

    The facility's own rows override national ones. The center's closed days are added to them; a working day of the
    center opens a national day for its public classes alone, those without a facility. Can assume one additional row,
    or ignore an existing one.
    """
    days = _days(facility.pk if facility else None, center, sorted(set(years)))
    rows = [row for row in days if without is None or row.pk != without.pk]
    closed: dict[date, Holiday] = {}
    for row in sorted([*rows, *([adding] if adding else [])], key=_own_row_last):
        if row.kind != Holiday.Kind.WORKING:
            closed[row.date] = row
        elif not (facility and row.training_center_id):
            closed.pop(row.date, None)
    return closed


def closed_for(
    years: Iterable[int], *, adding: Holiday | None = None, without: Holiday | None = None
) -> Callable[[Batch], dict[date, Holiday]]:
    """`closed_days` of whatever batch is asked about; one query for each pair of facility and center."""
    wanted = sorted(set(years))
    known: dict[tuple[int | None, int], dict[date, Holiday]] = {}

    def closed(batch: Batch) -> dict[date, Holiday]:
        pair = batch.facility_id, batch.training_center_id
        if pair not in known:
            changes = {"adding": adding, "without": without}
            known[pair] = closed_days(batch.facility, wanted, center=batch.training_center_id, **changes)
        return known[pair]

    return closed


@Statement
def _rows_between(facility: int, center: int, first: date, last: date) -> QuerySet[Holiday]:
    national = Q(facility=None, training_center=None)
    rows = Holiday.objects.filter(national | Q(facility=facility) | Q(training_center=center))
    return rows.filter(date__gte=first, date__lte=last)


def _own_row_last(row: Holiday) -> tuple[date, bool, bool]:
    return row.date, not row.is_national, row.training_center_id is not None
