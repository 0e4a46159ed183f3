"""What closing a session does to its alarm: a supervisor's reason ends it, and a roll of which the facility knows."""

import pytest

from core import clock
from programs.attendance import mark_changes, session_closing
from programs.attendance.models.marks import AttendanceStatus
from programs.count_alarms import alarm_notices
from programs.count_alarms.models import CountAlarm
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


@pytest.mark.parametrize(("status", "is_open"), [("sick", False), ("unexcused", True)])
def test_fewer_than_expected_ends_with_a_roll_that_has_a_reason_for_each(session, count, status, is_open):
    count(left_block=2, arrived=2, left_workshop=2, back_in_block=2)
    mark_all(session, "present", "present", status)

    close(session, session.instructor)

    assert Session.objects.get(pk=session.pk).state == "finalized"
    assert CountAlarm.objects.open().exists() == is_open


def test_two_counts_that_differed_stay_for_a_supervisor_when_only_the_list_differs_at_last(session, count, officer):
    count(left_block=PEOPLE, arrived=PEOPLE - 1)
    count(left_block=PEOPLE - 1, left_workshop=PEOPLE - 1, back_in_block=PEOPLE - 1)
    mark_all(session, "present", "present", "sick", by=officer)

    close(session, session.instructor)

    assert [notice.is_loud for notice in alarm_notices.notices_for(officer)] == [True]
