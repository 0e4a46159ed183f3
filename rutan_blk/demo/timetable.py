"""Irregular schedules: shorter hours on certain days, and a day when the office is closed."""

from datetime import date, time, timedelta

from accounts.roles import Role
from core import clock
from programs.batches.models import Batch
from programs.timetable import (
    cancelled_sessions,
    moved_sessions,
    office_holidays,
    patterns,
    schedule_generation,
    substitutes,
)
from programs.timetable.holidays import closed_days
from programs.timetable.models.sessions import Session
from rutan_blk.demo.cast import Crew

MOST_CHANGED, SATURDAY = 4, 5
SHORT_DAYS = [(day, time(8, 30), 4) for day in range(5)]


def shorten_weeks(crew: Crew, batch: Batch) -> None:
    """Shortens the mornings of three weeks, as in the month of fasting."""
    officer, first = crew[Role.TRAINING_OFFICER], batch.starts_on + timedelta(days=7)
    days = patterns.Days("Jam Ramadan", first, first + timedelta(days=20))
    patterns.add_week(batch, by=officer, days=days, slots=SHORT_DAYS)
    schedule_generation.generate(batch, by=officer)


def close_a_day(crew: Crew) -> None:
    """Closes a teaching day in the week after next; its sessions move."""
    for days_ahead in range(10, 20):
        day = clock.today(crew.facility.time_zone) + timedelta(days=days_ahead)
        if _teaches(crew, day):
            by = crew[Role.TRAINING_OFFICER]
            office_holidays.add_holiday(by=by, office=crew.facility, date=day, name="Hari jadi kabupaten")
            return


def change_sessions(crew: Crew, batch: Batch) -> None:
    """Of the coming sessions one is cancelled and made up, one only cancelled, one moved, one given to a colleague."""
    officer, zone = crew[Role.TRAINING_OFFICER], crew.facility.time_zone
    coming = batch.sessions.filter(state=Session.State.PLANNED, starts_at__gt=clock.now()).order_by("starts_at")
    if len(coming) < MOST_CHANGED:
        return
    made_up, lost, moved, lent = coming[:MOST_CHANGED]
    cancelled_sessions.cancel_session(made_up, by=officer, cause="power")
    cancelled_sessions.make_up(
        made_up,
        by=officer,
        day=_free_saturday(crew, made_up.date),
        starts_at=time(8),
        instructor=made_up.instructor,
        room=made_up.room,
    )
    cancelled_sessions.cancel_session(lost, by=officer, cause="security", note="Penggeledahan blok hunian")
    start = clock.local(moved.starts_at, zone).time()
    wish = moved_sessions.Wish(moved.date, start, "Bengkel kayu 2", moved.instructor)
    moved_sessions.move_session(moved, by=officer, wish=wish)
    substitutes.substitute(lent, by=officer, instructor=substitutes.candidates(lent).first())


def _free_saturday(crew: Crew, after: date) -> date:
    """The first Saturday after `after` on which the office is open; usually nothing is taught then."""
    closed = closed_days(crew.facility, [after.year, after.year + 1])
    days = (after + timedelta(days=ahead) for ahead in range(1, 60))
    return next(day for day in days if day.weekday() == SATURDAY and day not in closed)


def _teaches(crew: Crew, day: date) -> bool:
    is_closed = day in closed_days(crew.facility, [day.year])
    return not is_closed and Session.objects.filter(batch__facility=crew.facility, date=day).exists()
