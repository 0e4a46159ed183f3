"""On which days nothing is taught: national holidays and joint leave, and what an office decides for itself.

The national days come from the `holidays` library (Indonesia, categories public and government: the yearly joint
decree of three ministers) and are copied into our table, so that an old schedule stays explainable after an update.
"""

from collections.abc import Iterable
from datetime import date

import holidays
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Facility, User
from core import audit
from core.errors import Blocker, refuse_if
from programs.models import Holiday

LONGEST_NAME = 120
OWN_KINDS = (Holiday.Kind.OFFICE, Holiday.Kind.WORKING)


def national_days(year: int) -> list[Holiday]:
    """The national holidays and joint leave of `year` as unsaved rows, by date."""
    # The category "government" holds joint leave (cuti bersama), which is decreed anew each year.
    free = holidays.country_holidays("ID", years=year, categories=("public", "government"), language="id")
    public = holidays.country_holidays("ID", years=year, categories=("public",), language="id")
    return [
        Holiday(
            date=day,
            name=name[:LONGEST_NAME],
            kind=Holiday.Kind.NATIONAL if day in public else Holiday.Kind.JOINT_LEAVE,
        )
        for day, name in sorted(free.items())
    ]


@transaction.atomic
def sync_holidays(years: Iterable[int], *, by: User | None = None) -> int:
    """Copies the national days of `years` that are not in the table; returns how many. Changes no row that stands."""
    wanted = [row for year in sorted(set(years)) for row in national_days(year)]
    national = Holiday.objects.filter(facility=None)
    before = set(national.filter(date__in=[row.date for row in wanted]).values_list("date", flat=True))
    missing = [row for row in wanted if row.date not in before]
    if missing:
        # Two schedules made at once may both find the same year missing.
        Holiday.objects.bulk_create(missing, ignore_conflicts=True)
        audit.record("holiday.sync", by=by, dates=[row.date for row in missing])
    return len(missing)


def days_of(facility: Facility, year: int) -> list[Holiday]:
    """Every row of `year` that concerns the facility, by date; national days not yet copied are unsaved rows."""
    rows = list(_rows(facility).filter(date__year=year))
    # A later release of the library may know other days; what was once copied stays as it is.
    known = {row.date for row in rows if row.facility_id is None}
    return sorted([*rows, *(row for row in national_days(year) if row.date not in known)], key=_own_row_last)


def closed_days(facility: Facility, years: Iterable[int]) -> dict[date, Holiday]:
    """The days of `years` on which the facility teaches nothing; its own row wins over the national one."""
    closed: dict[date, Holiday] = {}
    for row in (row for year in sorted(set(years)) for row in days_of(facility, year)):
        if row.kind == Holiday.Kind.WORKING:
            closed.pop(row.date, None)
        else:
            closed[row.date] = row
    return closed


def _rows(facility):
    return Holiday.objects.filter(Q(facility=None) | Q(facility=facility))


def _own_row_last(row: Holiday) -> tuple[date, bool]:
    return row.date, row.facility_id is not None


def blockers(*, facility: Facility, day: date, name: str, kind: str) -> list[Blocker]:
    """Why the office cannot add this day of its own."""
    found = []
    if kind not in OWN_KINDS:
        found.append(Blocker("kind", _("An office adds a closed day or a working day of its own, nothing else.")))
    if not name.strip():
        found.append(Blocker("unnamed", _("The day has no name. Write why it differs.")))
    if Holiday.objects.filter(facility=facility, date=day).exists():
        found.append(Blocker("taken", _("Your office already has a row for this day. Remove it first.")))
    if kind == Holiday.Kind.WORKING and day not in {row.date for row in national_days(day.year)} | _national(day):
        found.append(Blocker("not_a_holiday", _("This day is not a holiday, so it need not be made a working day.")))
    return found


def _national(day: date) -> set[date]:
    return set(Holiday.objects.filter(facility=None, date=day).values_list("date", flat=True))


@transaction.atomic
def add_holiday(*, by: User, facility: Facility, date: date, name: str, kind: str = Holiday.Kind.OFFICE) -> Holiday:
    """Adds a day of the office's own: closed, or a working day in spite of a holiday."""
    refuse_if(blockers(facility=facility, day=date, name=name, kind=kind))
    row = Holiday.objects.create(facility=facility, date=date, name=name.strip(), kind=kind)
    audit.record("holiday.add", by=by, target=row, date=date, kind=kind)
    return row


@transaction.atomic
def remove_holiday(row: Holiday, *, by: User) -> None:
    """Takes the office's own day out; the national rule holds again. National rows stay."""
    if row.facility_id is None:
        refuse_if([Blocker("national", _("A national holiday is not removed. Add a working day of your own instead."))])
    audit.record("holiday.remove", by=by, target=row, date=row.date, kind=row.kind)
    row.delete()
