"""Days that an office closes or opens for itself; affected sessions move in the same transaction."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Facility, TrainingCenter, User
from core import audit
from core.errors import Blocker, RuleViolation, refuse_if
from programs.batches.models import Batch
from programs.timetable import schedule_shifts
from programs.timetable.holidays import closed_for, national_days
from programs.timetable.models.sessions import Holiday
from programs.timetable.schedule_shifts import Shift, carry_out, hold_schedules, shifts, years_after

Office = Facility | TrainingCenter
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


def blockers(*, office: Office, day: date, name: str, kind: str) -> list[Blocker]:
    """Why the office cannot add this day."""
    found = []
    if kind not in OWN_KINDS:
        found.append(Blocker("kind", _("An office adds a closed day or a working day of its own, nothing else.")))
    if not name.strip():
        found.append(Blocker("unnamed", _("The day has no name. Write why it differs.")))
    if Holiday.objects.of_office(office).filter(date=day).exists():
        found.append(Blocker("taken", _("Your office already has a row for this day. Remove it first.")))
    if kind == Holiday.Kind.WORKING and day not in {row.date for row in national_days(day.year)} | _national(day):
        found.append(Blocker("not_a_holiday", _("This day is not a holiday, so it need not be made a working day.")))
    return found


def _national(day: date) -> set[date]:
    return set(Holiday.objects.national().filter(date=day).values_list("date", flat=True))


def preview_holiday(*, office: Office, date: date, name: str, kind: str) -> list[Shift]:
    """Effects of `add_holiday` on the schedules. Writes nothing; raises `RuleViolation` where it would."""
    refuse_if(blockers(office=office, day=date, name=name, kind=kind))
    row = _row(office, date, name, kind)
    return shifts(office, date, closed=closed_for(years_after(date), adding=row))


def _row(office: Office, date: date, name: str, kind: str) -> Holiday:
    side = {"facility": office} if isinstance(office, Facility) else {"training_center": office}
    return Holiday(**side, date=date, name=name.strip(), kind=kind)


def live_batches(office: Office) -> QuerySet[Batch]:
    """Batches whose schedules depend on the office's days."""
    return schedule_shifts.live_batches(office)


def shifts_without(office: Office, row: Holiday) -> list[Shift]:
    """Effects of `remove_holiday`."""
    return shifts(office, row.date, closed=closed_for(years_after(row.date), without=row))


def shifts_now(office: Office, day: date) -> list[Shift]:
    """Effects of `follow`."""
    return shifts(office, day, closed=closed_for(years_after(day)))


@transaction.atomic
def add_holiday(*, by: User, office: Office, date: date, name: str, kind: str = Holiday.Kind.OFFICE) -> Followed:
    """Adds a day of the office, closed or working despite a holiday, and moves the sessions affected."""
    row = _row(office, date, name, kind)
    closed = closed_for(years_after(date), adding=row)
    hold_schedules(office, date, closed=closed)
    refuse_if(blockers(office=office, day=date, name=name, kind=kind))
    row.save()
    audit.record("holiday.add", by=by, target=row, date=date, kind=kind)
    return Followed(date, carry_out(office, date, by=by, closed=closed))


@transaction.atomic
def remove_holiday(row: Holiday, *, by: User) -> Followed:
    """Deletes the office's own day, so that the national rule applies again, and moves the sessions affected.

    Raises `RuleViolation` for a national day.
    """
    office = row.facility or row.training_center
    if office is None:
        message = _("A national holiday is not removed. Add a working day of your own instead.")
        raise RuleViolation(Blocker("national", message))
    closed = closed_for(years_after(row.date), without=row)
    hold_schedules(office, row.date, closed=closed)
    audit.record("holiday.remove", by=by, target=row, date=row.date, kind=row.kind)
    row.delete()
    return Followed(row.date, carry_out(office, row.date, by=by, closed=closed))


@transaction.atomic
def follow(office: Office, day: date, *, by: User) -> Followed:
    """Moves sessions still on a closed day: it became known later, or they could not be moved before."""
    closed = closed_for(years_after(day))
    hold_schedules(office, day, closed=closed)
    return Followed(day, carry_out(office, day, by=by, closed=closed))
