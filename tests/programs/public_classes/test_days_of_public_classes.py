"""Days of a public class: its schedule, roll and closing, without anything of a detention center."""

from datetime import date, time

import pytest

from core import clock
from core.errors import RuleViolation
from inmates.inbox.models import InboxTask
from programs.attendance import absence_alarms, mark_changes, session_closing
from programs.batch_lifecycle import batch_plan, staff_assignment
from programs.batches.models import Batch
from programs.count_alarms import open_counts, overdue_counts
from programs.count_alarms.models import CountAlarm
from programs.movements.movement_list import movements_on
from programs.timetable import calendar_feed, clashes, patterns, schedule_generation
from programs.timetable.models.sessions import Holiday, Session
from tests.factories import BatchFactory, EnrollmentFactory, ProgramVersionFactory, SessionFactory, UserFactory
from tests.programs.addresses import url
from tests.reasons import codes

pytestmark = pytest.mark.django_db
NATIONAL = date(2026, 12, 25)


@pytest.fixture
def batch():
    return BatchFactory(is_open=True, version__total_jp=8, version__units=1)


@pytest.fixture
def session(batch):
    """This morning; two people take part."""
    session = SessionFactory(batch=batch)
    batch.staff.create(user=session.instructor, duty="instructor")
    EnrollmentFactory.create_batch(2, in_public=True, batch=batch)
    return session


@pytest.fixture
def coordinator(batch):
    return UserFactory(roles=["blk_coordinator"], training_center=batch.training_center)


def planned(batch, coordinator, teacher, *, starts_on, room):
    Batch.objects.filter(pk=batch.pk).update(
        state="planned", starts_on=starts_on, ends_on=starts_on, assessment_on=date(2027, 1, 29), room=room
    )
    batch = Batch.objects.get(pk=batch.pk)
    staff_assignment.assign_staff(batch, by=coordinator, instructors=[teacher], assessors=[])
    patterns.set_pattern(batch, by=coordinator, slots=[(4, time(16), 4)])
    return batch


def test_a_schedule_goes_by_the_clock_of_the_center_and_the_days_of_the_country(batch, coordinator):
    batch.training_center.time_zone = "Asia/Jayapura"
    batch.training_center.save()
    Holiday.objects.create(date=NATIONAL, name="Natal", kind="national")
    teacher = UserFactory(roles=["instructor"], training_center=batch.training_center)
    batch = planned(batch, coordinator, teacher, starts_on=date(2026, 12, 18), room="Bengkel BLK")

    schedule_generation.generate(batch, by=coordinator)

    found = [(one.date, one.starts_at, one.facility) for one in batch.sessions.order_by("date")]
    days = [date(2026, 12, 18), date(2027, 1, 8)]
    assert [day for day, _at, _facility in found] == days
    assert found[0][1:] == (clock.at(days[0], time(16), "Asia/Jayapura"), None)


def test_two_public_classes_of_a_center_share_its_rooms(batch, session):
    same = BatchFactory(is_open=True, training_center=batch.training_center, version=batch.version)
    elsewhere = BatchFactory(is_open=True)
    inside = BatchFactory(training_center=batch.training_center)
    wanted = [
        SessionFactory.build(
            batch=one,
            facility=one.facility,
            room=session.room,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            unit=session.unit,
            instructor=UserFactory(training_center=one.training_center),
        )
        for one in (same, elsewhere, inside)
    ]

    found = [codes(clashes.clashes(one.batch, [one])) for one in wanted]

    assert found == [["room_clash"], [], []]


def test_a_participant_inside_is_no_clash_outside(batch, session):
    """What somebody learns inside is not told where a public class is planned, nor the other way round."""
    person = batch.enrollments.first().person
    inside = EnrollmentFactory(person=person, batch__training_center=batch.training_center)
    other = SessionFactory(batch=inside.batch, date=session.date)

    assert codes(clashes.clashes(batch, [session])) == codes(clashes.clashes(inside.batch, [other])) == []


def test_a_roll_names_who_takes_part_and_asks_no_heads(sign_in, session):
    page = sign_in(session.instructor).get(url("session_roll", session)).content.decode()

    assert all(place.person.full_name in page for place in session.batch.enrollments.all())
    assert "Hitungan orang" not in page.split("<main")[1]


def test_a_session_closes_on_its_marks_alone(session):
    by = session.instructor
    with pytest.raises(RuleViolation) as unmarked, clock.moved_to(session.ends_at):
        session_closing.finalize(session, by=by)

    with clock.moved_to(session.ends_at):
        mark_changes.mark_rest_present(session, by=by)
        closed = session_closing.finalize(session, by=by)

    assert codes(unmarked.value.reasons) == ["unmarked"]
    assert not CountAlarm.objects.exists()
    assert (closed.state, closed.counts_reason) == (Session.State.FINALIZED, "")


def test_a_mark_corrected_after_the_closing_raises_no_alarm(session, coordinator):
    by, place = session.instructor, session.batch.enrollments.first()
    with clock.moved_to(session.ends_at):
        mark_changes.mark_rest_present(session, by=by)
        session_closing.finalize(session, by=by)
        mark_changes.mark(session, place, by=coordinator, status="unexcused", reason="Tertukar dengan orang lain")

    assert not CountAlarm.objects.exists()


def test_nobody_waits_for_head_counts(session, coordinator):
    with clock.moved_to(session.ends_at + 200 * clock.MINUTE):
        assert not Session.objects.filter(overdue_counts.overdue(clock.now())).exists()
        assert not overdue_counts.is_overdue(session)
        assert not open_counts.open_sessions(coordinator).exists()


def test_who_comes_to_a_public_class_stands_on_no_movement_list(session, coordinator):
    assert movements_on(coordinator, session.date).walks == []


def test_absence_is_told_the_training_center_alone(session):
    place = session.batch.enrollments.first()
    for day in (16, 17, 18):
        missed = SessionFactory(batch=session.batch, date=date(2026, 11, day), instructor=session.instructor)
        with clock.moved_to(missed.ends_at):
            mark_changes.mark(missed, place, by=session.instructor, status="unexcused")

    absence_alarms.look_at([place.pk])

    tasks = InboxTask.objects.filter(person=place.person)
    assert {(task.facility, task.training_center) for task in tasks} == {(None, session.batch.training_center)}


def test_a_session_is_moved(sign_in, coordinator, batch):
    coming = SessionFactory(batch=batch, date=date(2026, 11, 25))
    desk = sign_in(coordinator)

    page = desk.get(url("session_move", coming))
    wish = {"day": "26/11/2026", "starts_at": "13.00", "instructor": coming.instructor.public_id, "room": "Ruang 2"}
    desk.post(url("session_move", coming), wish)

    coming.refresh_from_db()
    assert (page.status_code, coming.date) == (200, date(2026, 11, 26))


@pytest.mark.parametrize("name", ["session_detail", "session_cancel", "session_substitute"])
def test_pages_of_a_session_open(sign_in, coordinator, batch, name):
    coming = SessionFactory(batch=batch, date=date(2026, 11, 25))

    assert sign_in(coordinator).get(url(name, coming)).status_code == 200


@pytest.mark.parametrize(
    "name", ["batch_detail", "batch_schedule_print", "batch_presence", "batch_hours", "batch_cancel"]
)
def test_pages_of_the_class_open(sign_in, coordinator, session, name):
    assert sign_in(coordinator).get(url(name, session.batch)).status_code == 200


def test_the_calendar_of_the_instructor_has_public_classes(session):
    assert f"{session.public_id}@terampil".encode() in calendar_feed.feed(session.instructor)


def test_a_public_class_is_called_off(session, coordinator):
    with clock.moved_to(session.starts_at - clock.MINUTE):
        batch = batch_plan.cancel(session.batch, by=coordinator, cause="few", reason="")

    assert batch.state == "cancelled"
    assert set(batch.enrollments.values_list("state", flat=True)) == {"ended"}
    assert not InboxTask.objects.filter(facility__isnull=False).exists()


def test_a_schedule_of_another_version_needs_its_hours(batch, coordinator):
    """Opening the registration asks for the schedule, as for any other class, and for no agreement."""
    version = ProgramVersionFactory(program__training_center=batch.training_center, total_jp=8, units=1)
    Batch.objects.filter(pk=batch.pk).update(state="planned", version=version)

    found = codes(batch_plan.move_blockers(Batch.objects.get(pk=batch.pk), "selecting"))

    assert found == ["hours_missing", "no_instructor"]
