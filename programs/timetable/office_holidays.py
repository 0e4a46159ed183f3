"""Days that an office closes or opens for itself; affected sessions move in the same transaction."""

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
    """The day, and the effects on each batch concerned."""

    day: date
    shifts: list[Shift]

    @property
    def moved(self) -> int:
        """Number of batches whose sessions moved."""
        return sum(shift.moves for shift in self.shifts)

    @property
    def left(self) -> int:
        """Number of batches that need attention."""
        return sum(bool(shift.reasons) for shift in self.shifts)


def blockers(*, facility: Facility, day: date, name: str, kind: str) -> list[Blocker]:
    """Why the office cannot add this day."""
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
    """Effects of `add_holiday` on the schedules. Writes nothing; raises `RuleViolation` where it would."""
    refuse_if(blockers(facility=facility, day=date, name=name, kind=kind))
    row = Holiday(facility=facility, date=date, name=name.strip(), kind=kind)
    return shifts(facility, date, closed=closed_days(facility, years_after(date), adding=row))


def live_batches(facility: Facility) -> QuerySet[Batch]:
    """Batches whose schedules depend on the facility's days."""
    return Batch.objects.live().filter(facility=facility)


def shifts_without(facility: Facility, row: Holiday) -> list[Shift]:
    """Effects of `remove_holiday`."""
    return shifts(facility, row.date, closed=closed_days(facility, years_after(row.date), without=row))


def shifts_now(facility: Facility, day: date) -> list[Shift]:
    """Effects of `follow`."""
    return shifts(facility, day, closed=closed_days(facility, years_after(day)))


@transaction.atomic
def add_holiday(*, by: User, facility: Facility, date: date, name: str, kind: str = Holiday.Kind.OFFICE) -> Followed:
    """Adds a day of the office, closed or working despite a holiday, and moves the sessions affected."""
    row = Holiday(facility=facility, date=date, name=name.strip(), kind=kind)
    closed = closed_days(facility, years_after(date), adding=row)
    hold_schedules(facility, date, closed=closed)
    refuse_if(blockers(facility=facility, day=date, name=name, kind=kind))
    row.save()
    audit.record("holiday.add", by=by, target=row, date=date, kind=kind)
    return Followed(date, carry_out(facility, date, by=by, closed=closed))


@transaction.atomic
def remove_holiday(row: Holiday, *, by: User) -> Followed:
    """Deletes the office's own day, so that the national rule applies again, and moves the sessions affected.

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
    """Moves sessions still on a closed day: it became known later, or they could not be moved before."""
    closed = closed_days(facility, years_after(day))
    hold_schedules(facility, day, closed=closed)
    return Followed(day, carry_out(facility, day, by=by, closed=closed))
