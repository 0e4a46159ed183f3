"""Whatever is done to a schedule in whatever order: a session that somebody marked stays where and what it is.

Weeks, holidays, cancellations, moves, substitutes and generating meet at random; what must hold is asked after each.
"""

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from core.errors import RuleViolation
from programs.attendance.models.marks import AttendanceStatus, Mark
from programs.batch_lifecycle import staff_assignment
from programs.batches.models import Batch
from programs.places.models import Enrollment
from programs.timetable import (
    cancelled_sessions,
    moved_sessions,
    office_holidays,
    patterns,
    schedule_generation,
    substitutes,
)
from programs.timetable.models.sessions import Holiday, Session
from tests.examples import many
from tests.factories import EnrollmentFactory, UserFactory
from tests.programs.timetable.test_schedule_generation import plan

pytestmark = pytest.mark.engines

FIRST = date(2026, 11, 9)
TOTAL = 24
WEEKS = (
    [(0, time(8), 4), (2, time(8), 4)],
    [(0, time(8), 4, 2, 15), (2, time(8), 4, 2, 15)],
    [(0, time(8), 2), (1, time(13), 4, 1, 30)],
    [(0, time(9), 4), (2, time(8), 3)],
    [(4, time(7, 30), 6)],
)
PICK = st.integers(0, 11)
DAYS = st.integers(0, 90).map(lambda days: FIRST + timedelta(days=days))


class Schedule:
    """A running batch after two closed weeks, and the user who plans it."""

    def __init__(self):
        self.batch, self.officer = plan(total=TOTAL, units=3, week=WEEKS[0], starts_on=FIRST)
        schedule_generation.generate(self.batch, by=self.officer)
        Batch.objects.filter(pk=self.batch.pk).update(state=Batch.State.RUNNING)
        self.place = EnrollmentFactory(batch=Batch.objects.get(pk=self.batch.pk))
        self.second = UserFactory(roles=["instructor"], training_center=self.batch.training_center)
        first = self.batch.sessions.first().instructor
        staff_assignment.assign_staff(self.batch, by=self.officer, instructors=[first, self.second], assessors=[])

    def session(self, pick, **which):
        related = ("unit", "instructor", "batch__facility", "batch__version")
        # Without one that fits, any other, so that refusals are met as well.
        sessions = self.batch.sessions.select_related(*related)
        rows = list(sessions.filter(**which)) or list(sessions.all())
        return rows[pick % len(rows)]

    def mark(self, pick):
        session = self.session(pick)
        if session.state == Session.State.PLANNED:
            Mark.objects.get_or_create(
                session=session,
                enrollment=self.place,
                defaults={
                    "status": AttendanceStatus.objects.get(code="present"),
                    "minutes_present": 45,
                    "happened_at": session.starts_at,
                    "recorded_by": self.officer,
                },
            )

    def week(self, pick):
        patterns.set_pattern(self.batch, by=self.officer, slots=WEEKS[pick % len(WEEKS)])

    def dated_week(self, pick, day):
        days = patterns.Days("Ramadan", day, day + timedelta(days=pick))
        patterns.add_week(self.batch, by=self.officer, days=days, slots=WEEKS[pick % len(WEEKS)])

    def generate(self):
        schedule_generation.generate(self.batch, by=self.officer)

    def close(self, day):
        office_holidays.add_holiday(by=self.officer, office=self.batch.facility, date=day, name="Razia")

    def open(self, pick):
        rows = list(Holiday.objects.filter(facility=self.batch.facility))
        if rows:
            office_holidays.remove_holiday(rows[pick % len(rows)], by=self.officer)

    def cancel(self, pick):
        cancelled_sessions.cancel_session(self.session(pick), by=self.officer, cause="power")

    def restore(self, pick):
        cancelled_sessions.restore_session(self.session(pick, state="cancelled"), by=self.officer)

    def make_up(self, pick, day):
        session = self.session(pick, state="cancelled")
        cancelled_sessions.make_up(
            session, by=self.officer, day=day, starts_at=time(14), instructor=session.instructor, room="Bengkel dua"
        )

    def move(self, pick, day):
        session = self.session(pick)
        wish = moved_sessions.Wish(day=day, starts_at=time(13), instructor=session.instructor, room=session.room)
        moved_sessions.move_session(session, by=self.officer, wish=wish)

    def substitute(self, pick):
        substitutes.substitute(self.session(pick), by=self.officer, instructor=self.second)


STEPS = st.one_of(
    st.tuples(st.sampled_from(["mark", "week", "open", "cancel", "restore", "substitute"]), PICK),
    st.tuples(st.sampled_from(["dated_week", "make_up", "move"]), PICK, DAYS),
    st.tuples(st.just("close"), DAYS),
    st.tuples(st.just("generate")),
)
KEPT = (
    "pk",
    "unit",
    "instructor",
    "room",
    "date",
    "starts_at",
    "ends_at",
    "jp",
    "break_after",
    "break_minutes",
    "state",
)


def marked(batch):
    """What stands of each session with a mark."""
    return set(batch.sessions.filter(marks__isnull=False).values_list(*KEPT))


def assert_sound(batch):
    batch = Batch.objects.get(pk=batch.pk)
    zone = batch.facility.time_zone
    standing = list(batch.sessions.standing().order_by("starts_at"))
    for before, after in pairwise(standing):
        assert before.ends_at <= after.starts_at
    for session in standing:
        assert clock.local(session.starts_at, zone).date() == session.date
        assert session.minutes == session.jp * 45 + session.break_minutes
    taught = {unit.pk: sum(row.jp for row in standing if row.unit_id == unit.pk) for unit in batch.version.units.all()}
    assert all(taught[unit.pk] <= unit.jp for unit in batch.version.units.all())
    assert batch.ends_on >= max((row.date for row in standing), default=batch.starts_on)
    assert Enrollment.objects.get(batch=batch).ends_on == batch.ends_on


@pytest.mark.django_db
@settings(max_examples=many(20), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=4, max_size=14), late=st.integers(0, 40))
def test_a_session_with_a_mark_survives_every_edit(steps, late):
    with transaction.atomic(), clock.moved_to(clock.now() + timedelta(days=late)):
        schedule = Schedule()
        before: set = set()
        for name, *arguments in steps:
            try:
                with transaction.atomic():
                    getattr(schedule, name)(*arguments)
            except RuleViolation:
                continue
            after = marked(schedule.batch)
            assert before <= after
            assert_sound(schedule.batch)
            before = after
        transaction.set_rollback(True)
