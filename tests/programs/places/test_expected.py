from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from inmates.custody.models.stays import CustodyPeriod, Movement, Suspension
from programs.attendance.models.marks import AttendanceStatus
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
TUESDAY = date(2026, 11, 24)
DAYS = [date(2026, 11, day) for day in (23, 24, 25)]


@pytest.fixture
def enrollment():
    return EnrollmentFactory()


def days_expected():
    return [day.day for day in DAYS if Enrollment.objects.expected_on(day).exists()]


def local(day, hour, minute=0, zone="Asia/Makassar"):
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(zone))


def test_who_is_enrolled_and_in_custody_is_expected(enrollment):
    assert days_expected() == [23, 24, 25]


def begins_on_tuesday(enrollment):
    Enrollment.objects.update(starts_on=TUESDAY)


def ends_on_tuesday(enrollment):
    Enrollment.objects.update(state="ended", ended_on=TUESDAY, end_reason="withdrew")


def is_suspended_on_tuesday(enrollment):
    Suspension.objects.create(person=enrollment.person, from_date=TUESDAY, until=TUESDAY, decided_by="Karutan")


def is_suspended_since_tuesday(enrollment):
    Suspension.objects.create(person=enrollment.person, from_date=TUESDAY, decided_by="Karutan")


def place_is_suspended_on_tuesday(enrollment):
    enrollment.suspensions.create(from_date=TUESDAY, until=TUESDAY, reason="illness")


def leaves_on_tuesday(enrollment):
    CustodyPeriod.objects.update(until=TUESDAY, leaving="full_term")


def leaves_on_monday(enrollment):
    CustodyPeriod.objects.update(until=date(2026, 11, 23), leaving="conditional")


def is_moved_on_tuesday(enrollment):
    CustodyPeriod.objects.update(until=TUESDAY, leaving="transfer")
    elsewhere = EnrollmentFactory(starts_on=date(2027, 1, 1)).batch.facility
    CustodyPeriod.objects.create(person=enrollment.person, facility=elsewhere, from_date=TUESDAY)


def is_at_court_and_back_the_same_day(enrollment):
    Movement.objects.create(person=enrollment.person, kind="court", out_at=local(24, 7), back_at=local(24, 14))


def is_out_overnight(enrollment):
    Movement.objects.create(person=enrollment.person, kind="hospital", out_at=local(23, 14), back_at=local(25, 7))


def is_out_and_not_back(enrollment):
    Movement.objects.create(person=enrollment.person, kind="loan", out_at=local(24, 14))


@pytest.mark.parametrize(
    ("circumstance", "days"),
    [
        (begins_on_tuesday, [24, 25]),
        (ends_on_tuesday, [23]),
        (is_suspended_on_tuesday, [23, 25]),
        (is_suspended_since_tuesday, [23]),
        (place_is_suspended_on_tuesday, [23, 25]),
        (leaves_on_monday, []),
        (leaves_on_tuesday, [23]),
        (is_moved_on_tuesday, [23]),
        (is_at_court_and_back_the_same_day, [23, 24, 25]),
        (is_out_overnight, [25]),
        (is_out_and_not_back, [23]),
    ],
)
def test_who_is_expected_on_which_day(enrollment, circumstance, days):
    circumstance(enrollment)

    assert days_expected() == days
    sessions = [SessionFactory(batch=enrollment.batch, date=day) for day in DAYS]
    pairs = Enrollment.objects.expected_at(Session.objects.all())
    one_by_one = {one.pk for one in sessions if Enrollment.objects.expected_on(one.date, one).exists()}
    assert {pair.session_pk for pair in pairs} == one_by_one


@pytest.mark.parametrize(
    ("zone", "expected"), [("Asia/Jakarta", True), ("Asia/Makassar", True), ("Asia/Jayapura", False)]
)
def test_a_day_ends_by_the_clock_of_the_facility(enrollment, zone, expected):
    enrollment.batch.facility.time_zone = zone
    enrollment.batch.facility.save()
    # 23.30 in Makassar: half past midnight in Jayapura, so there the day was over before the return.
    Movement.objects.create(person=enrollment.person, kind="court", out_at=local(24, 8), back_at=local(24, 23, 30))

    with timezone.override("America/New_York"):
        found = Enrollment.objects.expected_on(TUESDAY).exists()

    assert found is expected


@pytest.mark.parametrize(
    ("out", "back", "stands"),
    [
        ((7, 0), None, False),
        ((8, 0), (11, 0), False),
        ((7, 0), (9, 30), True),
        ((9, 0), None, True),
        ((14, 0), None, True),
    ],
)
def test_out_for_the_whole_session_or_on_its_roll(enrollment, out, back, stands):
    session = SessionFactory(batch=enrollment.batch, date=TUESDAY)
    Movement.objects.create(
        person=enrollment.person, kind="court", out_at=local(24, *out), back_at=local(24, *back) if back else None
    )

    assert Enrollment.objects.on_roll(session).exists() is stands


def test_who_has_a_mark_stays_on_the_roll(enrollment):
    session = SessionFactory(batch=enrollment.batch, date=TUESDAY)
    session.marks.create(
        enrollment=enrollment,
        status=AttendanceStatus.objects.get(code="present"),
        minutes_present=180,
        happened_at=session.starts_at,
        recorded_by=enrollment.enrolled_by,
    )
    leaves_on_monday(enrollment)

    assert list(Enrollment.objects.on_roll(session)) == [enrollment]


def test_a_case_officer_reads_of_own_wards_only(enrollment):
    officer = UserFactory(roles=["case_officer"], facility=enrollment.batch.facility)
    ward = EnrollmentFactory(batch=enrollment.batch, person__case_officer=officer)

    assert list(Enrollment.objects.visible_to(officer)) == [ward]
