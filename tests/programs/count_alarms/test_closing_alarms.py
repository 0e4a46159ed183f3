"""What closing a session does to its alarm: a supervisor's reason ends it, and a roll of which the facility knows."""

from datetime import timedelta

import pytest

from core import clock
from inmates.custody.models.stays import Movement
from programs.attendance import known_absences, mark_changes, session_closing
from programs.attendance.models.marks import AttendanceStatus
from programs.count_alarms import alarm_notices, count_alarms
from programs.count_alarms.models import CountAlarm
from programs.head_counts import count_records
from programs.timetable.models.sessions import Session
from tests.factories import UserFactory
from tests.programs.count_alarms.conftest import PEOPLE

pytestmark = pytest.mark.django_db
REASON = "Satu orang dijemput penyidik dari bengkel"


def mark_all(session, *statuses, by=None):
    for place, status in zip(session.batch.enrollments.order_by("pk"), statuses, strict=True):
        note = {"note": "Demam"} if AttendanceStatus.objects.get(code=status).needs_note else {}
        mark_changes.mark(session, place, by=by or session.instructor, status=status, **note)


def close(session, by, reason=""):
    with clock.moved_to(session.ends_at):
        session_closing.finalize(session, by=by, reason=reason)


def test_closed_by_a_supervisor_with_a_reason_it_is_explained_by_it(session, count, officer):
    count(left_block=3, arrived=3, left_workshop=3, back_in_block=2)
    mark_all(session, "present", "present", "present")

    close(session, officer, REASON)

    alarm = CountAlarm.objects.get()
    assert (alarm.reason, alarm.explained_by) == (REASON, officer)


def test_closed_by_the_training_center_the_alarm_waits_for_the_facility(session, count, officer):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=session.batch.training_center)
    count(left_block=3, arrived=3, left_workshop=3, back_in_block=2)
    mark_all(session, "present", "present", "present")

    close(session, coordinator, REASON)

    assert [notice.is_loud for notice in alarm_notices.notices_for(officer)] == [True]


def test_closed_without_all_counts_it_becomes_an_alarm(session, count, officer):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=session.batch.training_center)
    count(left_block=3, arrived=3, left_workshop=3)
    mark_all(session, "present", "present", "present")

    close(session, coordinator, REASON)

    assert [notice.head for notice in alarm_notices.notices_for(officer)] == ["Hitungan belum lengkap"]


@pytest.mark.parametrize(
    ("status", "by_facility", "is_open"),
    [
        ("sick", True, False),
        ("court", True, False),
        ("unexcused", True, True),
        ("sick", False, True),
        ("excused", False, True),
        ("duty", False, True),
        ("unexcused", False, True),
    ],
)
def test_fewer_than_expected_end_with_a_reason_that_the_facility_knows(
    session, count, officer, status, by_facility, is_open
):
    count(left_block=2, arrived=2, left_workshop=2, back_in_block=2)
    mark_last(session, status, by=officer if by_facility else session.instructor)
    mark_changes.mark_rest_present(session, by=session.instructor)

    close(session, session.instructor)

    assert Session.objects.get(pk=session.pk).state == "finalized"
    assert CountAlarm.objects.open().exists() == is_open


def mark_last(session, status, *, by):
    note = {"note": "Demam"} if AttendanceStatus.objects.get(code=status).needs_note else {}
    mark_changes.mark(session, session.batch.enrollments.order_by("pk").last(), by=by, status=status, **note)


def test_duty_of_somebody_whose_absence_was_announced_is_known(session, count, officer):
    count(left_block=2, arrived=2, left_workshop=2, back_in_block=2)
    away = session.batch.enrollments.order_by("pk").last().person
    known_absences.announce(
        away, by=officer, status="visit", starts_at=session.starts_at, ends_at=session.ends_at, source="Buku kunjungan"
    )
    mark_last(session, "duty", by=session.instructor)
    mark_changes.mark_rest_present(session, by=session.instructor)

    close(session, session.instructor)

    assert not CountAlarm.objects.open().exists()


def test_duty_of_somebody_who_was_taken_out_during_the_session_is_known(session, count):
    count(left_block=2, arrived=2, left_workshop=2, back_in_block=2)
    mark_last(session, "duty", by=session.instructor)
    mark_changes.mark_rest_present(session, by=session.instructor)
    away = session.batch.enrollments.order_by("pk").last().person
    Movement.objects.create(person=away, kind="hospital", out_at=session.starts_at + timedelta(minutes=10))

    close(session, session.instructor)

    assert not CountAlarm.objects.open().exists()


def test_an_outing_that_was_over_before_the_session_is_no_reason(session, count):
    count(left_block=2, arrived=2, left_workshop=2, back_in_block=2)
    mark_last(session, "duty", by=session.instructor)
    mark_changes.mark_rest_present(session, by=session.instructor)
    away = session.batch.enrollments.order_by("pk").last().person
    Movement.objects.create(
        person=away,
        kind="court",
        out_at=session.starts_at - timedelta(hours=2),
        back_at=session.starts_at - timedelta(hours=1),
    )

    close(session, session.instructor)

    assert CountAlarm.objects.open().exists()


def test_a_roll_with_more_people_than_were_counted_tells_nothing(session, count):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=session.batch.training_center)
    count(left_block=2, arrived=2, left_workshop=2, back_in_block=2)
    mark_all(session, "present", "present", "present")

    close(session, coordinator, REASON)

    assert CountAlarm.objects.open().exists()


def test_one_who_was_called_duty_by_the_training_center_stays_missing_until_the_facility_says_why(
    session, count, officer
):
    count(arrived=3)
    count(left_block=2)
    count(arrived=2, left_workshop=2, back_in_block=2)
    mark_all(session, "present", "present", "duty")

    close(session, session.instructor)

    assert [notice.is_loud for notice in alarm_notices.notices_for(officer)] == [True]
    with clock.moved_to(session.ends_at):
        count_alarms.explain(session, by=officer, reason=REASON)
    assert alarm_notices.notices_for(officer) == []


# Who counted explains nothing, by closing neither


def test_who_counted_closes_with_a_reason_and_the_alarm_waits_for_somebody_else(session, count, guard, officer, head):
    count(left_block=3, back_in_block=3)
    count_records.record(session, by=officer, people={"arrived": 2, "left_workshop": 2})
    mark_all(session, "present", "present", "sick")

    close(session, officer, REASON)

    assert [notice.is_loud for notice in alarm_notices.notices_for(head)] == [True]


def test_who_counted_makes_no_reason_on_the_roll_either(session, count, officer, head):
    count(left_block=2, back_in_block=2)
    count_records.record(session, by=officer, people={"arrived": 2, "left_workshop": 2})
    mark_all(session, "present", "present", "sick", by=officer)

    close(session, officer)

    assert [notice.is_loud for notice in alarm_notices.notices_for(head)] == [True]


def test_two_counts_that_differed_stay_for_a_supervisor_when_only_the_list_differs_at_last(session, count, officer):
    count(left_block=PEOPLE, arrived=PEOPLE - 1)
    count(left_block=PEOPLE - 1, left_workshop=PEOPLE - 1, back_in_block=PEOPLE - 1)
    mark_all(session, "present", "present", "sick", by=officer)

    close(session, session.instructor)

    assert [notice.is_loud for notice in alarm_notices.notices_for(officer)] == [True]
