"""The days that an office closes or opens for itself; in the same act the sessions that they concern move."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Facility, User
from core import audit
from core.errors import Blocker, RuleViolation, refuse_if
from programs.batches.models import Batch
from programs.timetable.holidays import closed_days, national_days
from programs.timetable.models.sessions import Holiday
from programs.timetable.schedule_shifts import Shift, carry_out, hold_schedules, shifts, years_after

OWN_KINDS = (Holiday.Kind.OFFICE, Holiday.Kind.WORKING)


@dataclass(frozen=True)
class Followed:
    """What was done: the day, and what became of the batches that it concerns."""

    day: date
    shifts: list[Shift]

    @property
    def moved(self) -> int:
        """How many batches have their sessions at other times now."""
        return sum(shift.moves for shift in self.shifts)

    @property
    def left(self) -> int:
        """How many batches somebody has to look at."""
        return sum(bool(shift.reasons) for shift in self.shifts)


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


def preview_holiday(*, facility: Facility, date: date, name: str, kind: str) -> list[Shift]:
    """What `add_holiday` would do with the schedules. Writes nothing; raises `RuleViolation` if it would."""
    refuse_if(blockers(facility=facility, day=date, name=name, kind=kind))
    row = Holiday(facility=facility, date=date, name=name.strip(), kind=kind)
    return shifts(facility, date, closed=closed_days(facility, years_after(date), adding=row))


def live_batches(facility: Facility) -> QuerySet[Batch]:
    """The batches whose schedules follow the days of the facility."""
    return Batch.objects.live().filter(facility=facility)


def shifts_without(facility: Facility, row: Holiday) -> list[Shift]:
    """What `remove_holiday` would do."""
    return shifts(facility, row.date, closed=closed_days(facility, years_after(row.date), without=row))


def shifts_now(facility: Facility, day: date) -> list[Shift]:
    """What `follow` would do."""
    return shifts(facility, day, closed=closed_days(facility, years_after(day)))


@transaction.atomic
def add_holiday(*, by: User, facility: Facility, date: date, name: str, kind: str = Holiday.Kind.OFFICE) -> Followed:
    """Adds a day of the office's own, closed or a working day in spite of a holiday, and moves what it concerns."""
    row = Holiday(facility=facility, date=date, name=name.strip(), kind=kind)
    closed = closed_days(facility, years_after(date), adding=row)
    hold_schedules(facility, date, closed=closed)
    refuse_if(blockers(facility=facility, day=date, name=name, kind=kind))
    row.save()
    audit.record("holiday.add", by=by, target=row, date=date, kind=kind)
    return Followed(date, carry_out(facility, date, by=by, closed=closed))


@transaction.atomic
def remove_holiday(row: Holiday, *, by: User) -> Followed:
    """Takes the office's own day out, so that the national rule holds again, and moves what it concerns.

    Raises `RuleViolation` for a national day.
    """
    facility = row.facility
    if facility is None:
        message = _("A national holiday is not removed. Add a working day of your own instead.")
        raise RuleViolation(Blocker("national", message))
    closed = closed_days(facility, years_after(row.date), without=row)
    hold_schedules(facility, row.date, closed=closed)
    audit.record("holiday.remove", by=by, target=row, date=row.date, kind=row.kind)
    row.delete()
    return Followed(row.date, carry_out(facility, row.date, by=by, closed=closed))


@transaction.atomic
def follow(facility: Facility, day: date, *, by: User) -> Followed:
    """Moves what still stands on a closed day: one that became known later, or that could not be followed before."""
    closed = closed_days(facility, years_after(day))
    hold_schedules(facility, day, closed=closed)
    return Followed(day, carry_out(facility, day, by=by, closed=closed))
