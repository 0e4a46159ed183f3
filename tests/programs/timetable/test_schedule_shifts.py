"""A closed day moves what is still to come and nobody touched, and nothing else; a day opened again brings it back."""

from datetime import date, time

import pytest

from accounts.roles import Role
from core import clock
from core.models import AuditEvent
from inmates.inbox import inbox_tasks
from inmates.inbox.models import InboxTask
from programs.batch_lifecycle import batch_plan
from programs.batches.models import Batch
from programs.timetable import cancelled_sessions, moved_sessions, office_holidays, patterns, schedule_generation
from programs.timetable.holidays import closed_days
from programs.timetable.models.sessions import CancelReason, Holiday, Session
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory
from tests.programs.timetable.test_schedule_generation import count, finalize, mark, plan

pytestmark = pytest.mark.django_db
# It is Monday, 23 November 2026, 09.12.
MONDAYS = [date(2026, 11, 30), date(2026, 12, 7), date(2026, 12, 14), date(2026, 12, 21)]
LATER = date(2026, 12, 28)


@pytest.fixture
def schedule():
    """Two units of 8 JP on four Mondays to come."""
    batch, officer = plan(total=16, units=2, week=[(0, time(8), 4)], starts_on=MONDAYS[0])
    schedule_generation.generate(batch, by=officer)
    return batch, officer


def close(officer, day=MONDAYS[1], **fields):
    return office_holidays.add_holiday(by=officer, office=officer.facility, date=day, name="Hari jadi", **fields)


def look(facility):
    return office_holidays.preview_holiday(office=facility, date=MONDAYS[1], name="Hari jadi", kind="office")


def days(batch):
    return [(row.date, row.unit.position) for row in batch.sessions.select_related("unit")]


def test_the_lessons_of_a_closed_day_and_what_follows_them_stand_one_time_later(schedule):
    batch, officer = schedule
    EnrollmentFactory(batch=Batch.objects.get(pk=batch.pk))
    keys = set(batch.sessions.values_list("pk", flat=True))

    done = close(officer)

    batch.refresh_from_db()
    assert days(batch) == [(MONDAYS[0], 1), (MONDAYS[2], 1), (MONDAYS[3], 2), (LATER, 2)]
    assert set(batch.sessions.values_list("pk", flat=True)) == keys
    assert (done.moved, done.left, batch.ends_on, batch.enrollments.get().ends_on) == (1, 0, LATER, LATER)
    event = AuditEvent.objects.get(action="schedule.shift")
    told = {"moved": 1, "made": 0, "changed": 1, "removed": 0, "kept": 1}
    assert {name: event.details[name] for name in told} == told


def test_a_day_that_is_opened_again_brings_back_what_was(schedule):
    batch, officer = schedule
    before = days(batch)
    close(officer)

    office_holidays.remove_holiday(Holiday.objects.get(date=MONDAYS[1]), by=officer)

    batch.refresh_from_db()
    assert (days(batch), batch.ends_on) == (before, MONDAYS[3])


def test_a_working_day_in_spite_of_joint_leave_is_used():
    batch, officer = plan(total=8, units=1, week=[(3, time(8), 4)], starts_on=date(2026, 12, 17))
    schedule_generation.generate(batch, by=officer)

    close(officer, day=date(2026, 12, 24), kind="working")

    assert [day for day, _unit in days(batch)] == [date(2026, 12, 17), date(2026, 12, 24)]


def test_a_day_on_which_nothing_stands_moves_nothing(schedule):
    batch, officer = schedule
    before = list(batch.sessions.values())

    done = close(officer, day=date(2026, 12, 8))

    assert (list(batch.sessions.values()), done.shifts) == (before, [])


def test_a_day_that_is_over_moves_nothing():
    batch, officer = plan(total=8, units=1, week=[(0, time(8), 4)])
    schedule_generation.generate(batch, by=officer)
    before = list(batch.sessions.values())

    done = close(officer, day=date(2026, 11, 2))

    assert (list(batch.sessions.values()), done.shifts) == (before, [])


def test_only_lessons_of_that_day_and_later_move_even_if_the_week_has_changed(schedule):
    batch, officer = schedule
    patterns.set_pattern(batch, by=officer, slots=[(2, time(8), 4)])

    close(officer, day=MONDAYS[2])

    assert [day for day, _unit in days(batch)] == [MONDAYS[0], MONDAYS[1], date(2026, 12, 16), date(2026, 12, 23)]


def test_lessons_that_are_missing_already_are_not_made_by_the_way(schedule):
    batch, officer = schedule
    batch.sessions.last().delete()

    close(officer)

    assert [day for day, _unit in days(batch)] == [MONDAYS[0], MONDAYS[2], MONDAYS[3]]


def test_another_facility_and_a_batch_that_is_over_stay_as_they_are(schedule):
    batch, officer = schedule
    other, _officer = plan(total=4, units=1, week=[(0, time(8), 4)], starts_on=MONDAYS[1])
    schedule_generation.generate(other, by=_officer)
    batch_plan.cancel(batch, by=officer, cause="other", reason="Tidak ada peserta")
    before = list(Session.objects.values())

    assert (close(officer).shifts, list(Session.objects.values())) == ([], before)


def by_hand(session):
    Session.objects.filter(pk=session.pk).update(is_placed_by_hand=True)


def substitute(session):
    session.substitute_for = session.instructor
    session.instructor = UserFactory(roles=["instructor"], training_center=session.batch.training_center)
    session.save()


def cancel(session):
    session.state, session.cancel_cause = Session.State.CANCELLED, CancelReason.objects.get(code="power")
    session.save()


@pytest.mark.parametrize("touch", [mark, count, finalize, by_hand, substitute, cancel])
def test_a_touched_session_of_the_day_stays(schedule, touch):
    batch, officer = schedule
    session = batch.sessions.all()[1]
    touch(session)
    before = Session.objects.filter(pk=session.pk).values().get()
    others = days(batch)

    close(officer)

    assert Session.objects.filter(pk=session.pk).values().get() == before
    assert days(batch) == others


@pytest.mark.parametrize(("touch", "asked"), [(by_hand, 2), (substitute, 2), (mark, 2), (finalize, 0), (cancel, 0)])
def test_what_a_person_must_move_is_asked_of_both_offices(schedule, touch, asked):
    batch, officer = schedule
    touch(batch.sessions.all()[1])

    done = close(officer)

    assert (done.left, InboxTask.objects.open().count()) == (asked // 2, asked)


def clash_on_the_way(batch):
    """The instructor has a batch elsewhere on the Monday on which the last lessons would come to stand."""
    other, officer = plan(total=4, units=1, week=[(0, time(10), 4)], starts_on=LATER)
    schedule_generation.generate(other, by=officer)
    teacher = batch.sessions.first().instructor
    other.sessions.update(instructor=teacher)
    return other, teacher


def test_a_batch_that_cannot_move_stays_as_a_whole_and_both_offices_are_asked(schedule):
    batch, officer = schedule
    other, teacher = clash_on_the_way(batch)
    before = list(batch.sessions.values())

    done = close(officer)

    assert list(batch.sessions.values()) == before
    assert (done.moved, done.left, Holiday.objects.filter(facility=batch.facility).count()) == (0, 1, 1)
    tasks = {task.role: inbox_tasks.line_of(task) for task in InboxTask.objects.open()}
    assert set(tasks) == {Role.TRAINING_OFFICER, Role.BLK_COORDINATOR}
    assert teacher.full_name in tasks[Role.TRAINING_OFFICER].note
    for line in tasks.values():
        assert (batch.name in line.title, "7 Des 2026" in line.note, other.name in line.note) == (True, True, False)
    center = tasks[Role.BLK_COORDINATOR]
    assert (teacher.full_name in center.note, "Hari jadi" in center.note) == (False, False)


def test_two_batches_that_would_come_to_stand_at_one_time_do_not_both_move(schedule):
    batch, officer = schedule
    teacher = batch.sessions.first().instructor
    other, _officer = plan(total=4, units=1, week=[(0, time(13), 4)], starts_on=MONDAYS[1], facility=batch.facility)
    schedule_generation.generate(other, by=officer)
    other.sessions.update(instructor=teacher)
    patterns.set_pattern(other, by=officer, slots=[(0, time(8), 4)])
    batch.sessions.filter(date__gt=MONDAYS[1]).delete()

    done = close(officer)

    starts = list(Session.objects.filter(instructor=teacher).order_by("starts_at").values_list("batch", "starts_at"))
    assert (done.moved, done.left, len({start for _batch, start in starts})) == (1, 1, len(starts))


def test_a_week_without_room_for_the_lessons_is_told(schedule):
    batch, officer = schedule
    batch.patterns.all().delete()

    done = close(officer)

    assert [reason.code for shift in done.shifts for reason in shift.reasons] == ["no_room"]


def test_the_task_is_over_once_nothing_stands_on_the_day(schedule):
    batch, officer = schedule
    other, _teacher = clash_on_the_way(batch)
    close(officer)
    other.sessions.all().delete()

    done = office_holidays.follow(batch.facility, MONDAYS[1], by=officer)

    assert (done.moved, InboxTask.objects.open().count()) == (1, 0)
    assert MONDAYS[1] not in [day for day, _unit in days(batch)]


def move_away(session, officer):
    wish = moved_sessions.Wish(
        day=date(2026, 12, 9), starts_at=time(8), room=session.room, instructor=session.instructor
    )
    moved_sessions.move_session(session, by=officer, wish=wish)


def call_off(session, officer):
    cancelled_sessions.cancel_session(session, by=officer, cause="power")


@pytest.mark.parametrize("act", [move_away, call_off])
def test_whoever_moves_or_cancels_by_hand_ends_the_task(schedule, act):
    batch, officer = schedule
    session = batch.sessions.all()[1]
    by_hand(session)
    close(officer)
    open_before = InboxTask.objects.open().count()

    act(Session.objects.get(pk=session.pk), officer)

    assert (open_before, InboxTask.objects.open().count()) == (2, 0)


def test_the_preview_says_what_is_done_and_writes_nothing(schedule):
    batch, _officer = schedule
    before = list(batch.sessions.values())

    (shift,) = look(batch.facility)
    own = Holiday.objects.filter(facility=batch.facility)

    assert [(was.date, session.date) for was, session in shift.draft.moves] == [(MONDAYS[1], LATER)]
    assert (list(batch.sessions.values()), own.count()) == (before, 0)


def test_a_day_that_became_known_later_is_followed(schedule):
    batch, officer = schedule
    Holiday.objects.create(date=MONDAYS[0], name="Cuti bersama", kind="joint_leave")

    office_holidays.follow(batch.facility, MONDAYS[0], by=officer)

    assert [day for day, _unit in days(batch)] == [*MONDAYS[1:], LATER]


def test_closed_days_as_they_would_be(schedule):
    batch, officer = schedule
    close(officer, day=date(2026, 12, 24), kind="working")
    own = Holiday.objects.get(facility=batch.facility)
    added = Holiday(facility=batch.facility, date=MONDAYS[0], name="Hari jadi", kind="office")

    assert MONDAYS[0] in closed_days(batch.facility, [2026], adding=added)
    assert own.date in closed_days(batch.facility, [2026], without=own)
    assert not {MONDAYS[0], own.date} & set(closed_days(batch.facility, [2026]))


def test_the_day_that_it_is_moves_only_what_has_not_begun():
    batch, officer = plan(total=12, units=1, week=[(0, time(8), 2), (0, time(13), 2)], starts_on=date(2026, 11, 23))
    schedule_generation.generate(batch, by=officer)

    close(officer, day=date(2026, 11, 23))

    zone = batch.facility.time_zone
    starts = [(row.date, clock.local(row.starts_at, zone).hour) for row in batch.sessions.all()]
    assert starts[:3] == [(date(2026, 11, 23), 8), (MONDAYS[0], 8), (MONDAYS[0], 13)]


def test_three_batches_cost_no_more_queries_than_one_but_for_their_clashes(schedule, django_assert_num_queries):
    batch, officer = schedule
    office_holidays.add_holiday(by=officer, office=batch.facility, date=LATER, name="Rapat")
    for number in range(2):
        SessionFactory(
            batch__facility=batch.facility, batch__room=f"Ruang {number}", room=f"Ruang {number}", date=MONDAYS[1]
        )

    # Seven for the day, two for each batch (who shares people with it, and what stands at its new times), and the
    # closed days of the training centers of the other two.
    with django_assert_num_queries(15):
        assert len(look(batch.facility)) == 3
