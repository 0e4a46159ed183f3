"""Every reason against a week, what the database refuses, and two schedules at the same moment."""

from datetime import date, time

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import RuleViolation
from programs.batch_lifecycle import staff_assignment
from programs.batches.models import Batch
from programs.timetable import patterns, schedule_generation
from programs.timetable.lessons import Slot
from programs.timetable.models.sessions import PatternSlot, Session
from tests.factories import BatchFactory, SessionFactory, UserFactory, WeekPatternFactory
from tests.programs.timetable.test_schedule_generation import MORNINGS_WITH_BREAK, plan
from tests.reasons import codes
from tests.together import at_once

pytestmark = pytest.mark.engines


def scheduled_batch(**fields):
    """A planned batch of 12 JP in three sessions, on Mondays from 2 November 2026."""
    batch = BatchFactory(state=Batch.State.PLANNED, version__total_jp=12, version__units=1, **fields)
    officer = UserFactory(roles=["training_officer"], facility=batch.facility)
    teacher = UserFactory(roles=["instructor"], training_center=batch.training_center)
    staff_assignment.assign_staff(batch, by=officer, instructors=[teacher], assessors=[])
    patterns.set_pattern(batch, by=officer, slots=[(0, time(8), 4)])
    return batch, officer, teacher


@pytest.fixture
def schedule(db):
    batch, officer, teacher = scheduled_batch()
    schedule_generation.generate(batch, by=officer)
    return batch, officer, teacher


@pytest.mark.parametrize(
    ("slots", "expected"),
    [
        ([Slot(0, time(8), 4)], []),
        ([], ["no_slots"]),
        ([Slot(7, time(8), 4)], ["slot"]),
        ([Slot(0, time(8), 13)], ["slot"]),
        ([Slot(0, time(8), 4), Slot(0, time(10), 4)], ["slots_overlap"]),
        ([Slot(0, time(22), 4)], ["past_midnight"]),
    ],
)
def test_each_reason_against_a_week(schedule, slots, expected):
    assert codes(patterns.pattern_blockers(schedule[0], slots)) == expected


def test_a_batch_that_is_over_gets_no_week(schedule):
    batch = schedule[0]
    batch.state = Batch.State.FINISHED

    assert codes(patterns.pattern_blockers(batch, [Slot(0, time(8), 4)])) == ["over"]


def test_without_an_instructor_nothing_is_made(schedule):
    batch = schedule[0]
    batch.staff.all().delete()

    draft = schedule_generation.preview(batch)

    assert (codes(draft.blockers), draft.changes_something) == (["no_instructor"], False)


def test_a_week_too_thin_for_the_program_is_refused(schedule):
    batch, officer, _teacher = schedule
    batch.version.units.update(jp=500)
    type(batch.version).objects.update(total_jp=500)
    patterns.set_pattern(batch, by=officer, slots=[(0, time(8), 1)])
    batch = Batch.objects.get(pk=batch.pk)

    assert "hours" in codes(schedule_generation.preview(batch).blockers)


def test_a_schedule_that_clashes_is_refused_and_changes_nothing(schedule):
    batch, officer, teacher = schedule
    other = BatchFactory(
        state=Batch.State.PLANNED,
        facility=batch.facility,
        training_center=batch.training_center,
        version=batch.version,
        room="Bengkel dua",
    )
    staff_assignment.assign_staff(other, by=officer, instructors=[teacher], assessors=[])
    patterns.set_pattern(other, by=officer, slots=[(0, time(9), 4)])

    with pytest.raises(RuleViolation) as refused:
        schedule_generation.generate(other, by=officer)

    assert set(codes(refused.value.reasons)) == {"instructor_clash"}
    assert (other.sessions.count(), batch.name in str(refused.value)) == (0, True)


def test_two_instructors_take_turns_by_unit(db):
    batch, officer, teacher = scheduled_batch()
    version = batch.version
    version.units.update(jp=6)
    version.units.create(position=2, code="C.2", title="Mengelas lanjut", jp=6)
    second = UserFactory(roles=["instructor"], training_center=batch.training_center)
    staff_assignment.assign_staff(batch, by=officer, instructors=[teacher, second], assessors=[])

    schedule_generation.generate(batch, by=officer)

    assert set(batch.sessions.values_list("unit__position", "instructor")) == {(1, teacher.pk), (2, second.pk)}


@pytest.mark.parametrize(
    "change",
    [
        {"jp": 0},
        {"state": "cancelled"},
        {"state": "finalized"},
        {"ends_at": clock.at(date(2026, 1, 1), time(8), "Asia/Makassar")},
    ],
)
def test_the_database_refuses_what_a_session_cannot_be(schedule, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=schedule[0].sessions.first().pk).update(**change)


def test_the_database_refuses_two_sessions_at_one_time_and_a_slot_twice(schedule):
    batch = schedule[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionFactory(batch=batch, date=date(2026, 11, 2))
    with pytest.raises(IntegrityError), transaction.atomic():
        PatternSlot.objects.create(pattern=WeekPatternFactory(batch=batch), weekday=0, starts_at=time(8), jp=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        PatternSlot.objects.create(pattern=WeekPatternFactory(batch=batch), weekday=1, starts_at=time(8), jp=13)


def generating(batch, officer):
    return lambda: schedule_generation.generate(batch, by=officer).counts()["made"]


@pytest.mark.postgres
def test_generating_at_once_makes_the_schedule_once(committed):
    batch, officer, _teacher = scheduled_batch()

    answers = at_once(*[generating(batch, officer)] * 4)

    assert (sorted(answers), batch.sessions.count()) == ([0, 0, 0, 3], 3)


@pytest.mark.postgres
@pytest.mark.parametrize("total", [160, 240, 280])
def test_two_runs_at_once_teach_exactly_the_program(committed, total):
    batch, officer = plan(total=total, units=7, week=MORNINGS_WITH_BREAK)

    answers = at_once(*[generating(batch, officer)] * 2)

    made = batch.sessions.count()
    assert (sorted(answers), sum(batch.sessions.values_list("jp", flat=True))) == ([0, made], total)


@pytest.mark.postgres
def test_two_batches_never_get_one_instructor_at_the_same_time(committed):
    batch, officer, teacher = scheduled_batch()
    other, _officer, _teacher = scheduled_batch(
        facility=batch.facility, training_center=batch.training_center, agreement=batch.agreement
    )
    staff_assignment.assign_staff(other, by=officer, instructors=[teacher], assessors=[])

    answers = at_once(generating(batch, officer), generating(other, officer))

    assert sorted(map(str, answers)) == ["3", "instructor_clash"]
