"""Whom a session does not wait for, and what the detention center knows: by the hour, and not by the day."""

from datetime import timedelta

import pytest

from core import clock
from inmates.custody.models.stays import Movement
from programs.attendance import mark_changes, session_closing
from programs.attendance.models.marks import AttendanceStatus
from programs.attendance.models.session_day import KnownAbsence
from programs.count_alarms import count_alarms, missing_people
from programs.head_counts import count_records
from programs.head_counts.awaited_people import awaited

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
HOUR = timedelta(hours=1)


@pytest.fixture
def away(session):
    """Somebody of the three, of whom something is announced or recorded."""
    return session.batch.enrollments.order_by("pk").last()


def announce(session, place, by, starts_at, ends_at):
    status = AttendanceStatus.objects.get(code="court")
    KnownAbsence.objects.create(
        facility=session.facility,
        person=place.person,
        status=status,
        starts_at=starts_at,
        ends_at=ends_at,
        source="Surat 1",
        recorded_by=by,
    )


def at_court(session, place, out_at, back_at):
    Movement.objects.create(person=place.person, kind="court", out_at=out_at, back_at=back_at)


def marked(session, place, status):
    """The training center has the others as present, and this one with `status`."""
    for other in session.batch.enrollments.exclude(pk=place.pk):
        mark_changes.mark(session, other, by=session.instructor, status="present")
    note = {"note": "Demam"} if status == "sick" else {}
    mark_changes.mark(session, place, by=session.instructor, status=status, **note)


def called(session):
    """Whom the open alarms call, each with the numbers."""
    found = [(alarm, missing_people.wanted(alarm)) for alarm in count_alarms.open_alarms(session)]
    return [
        (alarm.key, [one.place for one in people if not one.is_seen and not one.is_spared]) for alarm, people in found
    ]


TIMES = {
    "the whole session": (0, 180, False),
    "the first count": (60, 90, False),
    "its beginning alone": (-30, 60, True),
    "its end alone": (160, 200, True),
}


@pytest.mark.parametrize(("starts", "ends", "is_expected"), TIMES.values(), ids=TIMES)
def test_waited_for_unless_away_at_the_first_count_or_for_the_whole_session(
    session, away, officer, count, starts, ends, is_expected
):
    start = session.starts_at
    announce(session, away, officer, start + starts * clock.MINUTE, start + ends * clock.MINUTE)

    count(left_block=2)

    assert awaited(session, at=clock.now())[away.pk] is is_expected


def test_who_is_out_for_the_whole_session_is_not_waited_for_by_counts_that_are_typed_later(
    session, away, officer, guard
):
    announce(session, away, officer, session.starts_at, session.ends_at)
    at_court(session, away, session.starts_at, session.ends_at)

    with clock.moved_to(session.ends_at + HOUR):
        count_records.record(session, by=guard, people={"left_block": 2})

    others = session.batch.enrollments.exclude(pk=away.pk)
    assert awaited(session, at=clock.now()) == {place.pk: True for place in others}


@pytest.mark.parametrize("status", ["unexcused", "sick"])
def test_who_has_a_visit_at_the_end_and_is_lost_on_the_way_there_is_named(session, away, officer, count, status):
    end = session.ends_at
    announce(session, away, officer, end - 20 * clock.MINUTE, end + 20 * clock.MINUTE)
    count(left_block=2, arrived=2, left_workshop=2, back_in_block=2)
    marked(session, away, status)
    with clock.moved_to(end):
        session_closing.finalize(session, by=officer, reason="Semua sudah dicek oleh petugas")
        session.refresh_from_db()

    assert called(session) == [("expected-left_block", [away])]


@pytest.mark.parametrize("status", ["unexcused", "sick"])
def test_who_is_back_from_court_before_the_session_is_waited_for(session, away, officer, count, status):
    start = session.starts_at
    announce(session, away, officer, start - 2 * HOUR, start + 2 * HOUR)
    at_court(session, away, start - 2 * HOUR, start - HOUR / 2)

    count(left_block=2, arrived=2, left_workshop=2, back_in_block=2)
    marked(session, away, status)

    assert called(session) == [("expected-left_block", [away])]


def test_who_is_back_before_the_first_count_is_known_to_be_nowhere_else(session, away, officer, count):
    start = session.starts_at
    announce(session, away, officer, start, session.ends_at)
    at_court(session, away, start - HOUR, start + HOUR)

    count(left_block=2, arrived=2, left_workshop=2, back_in_block=2)
    marked(session, away, "duty")

    assert called(session) == [("expected-left_block", [away])]


def test_an_announcement_that_is_over_ends_no_alarm_at_the_closing(session, away, officer, count):
    start = session.starts_at
    count(left_block=2)
    announce(session, away, officer, start - 2 * HOUR, start + 2 * HOUR)
    at_court(session, away, start - 2 * HOUR, start - HOUR / 2)
    marked(session, away, "sick")
    count(arrived=2, left_workshop=2, back_in_block=2)

    with clock.moved_to(session.ends_at):
        session_closing.finalize(session, by=officer, reason="Semua sudah dicek oleh petugas")
        session.refresh_from_db()

    assert called(session) == [("expected-left_block", [away])]


def test_who_is_unexcused_is_named_though_nobody_waits_for_him(session, away, officer, count):
    announce(session, away, officer, session.starts_at, session.ends_at)
    count(left_block=2, arrived=2, left_workshop=2, back_in_block=2)

    marked(session, away, "unexcused")

    assert called(session) == [("expected-roll", [away])]


def test_who_is_unexcused_is_named_beside_one_of_the_list_who_is_missing(session, away, officer, count):
    announce(session, away, officer, session.starts_at, session.ends_at)
    count(left_block=1, arrived=1, left_workshop=1, back_in_block=1)
    first, second = session.batch.enrollments.exclude(pk=away.pk).order_by("pk")
    mark_changes.mark(session, first, by=session.instructor, status="present")
    mark_changes.mark(session, second, by=officer, status="sick", note="Demam")

    mark_changes.mark(session, away, by=session.instructor, status="unexcused")

    assert ("expected-roll", [away]) in called(session)
