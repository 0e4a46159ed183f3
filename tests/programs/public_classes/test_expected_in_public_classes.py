"""Who is expected in a class without a facility: nobody asks custody, whatever it knows."""

from datetime import UTC, date, datetime

import pytest

from inmates.custody.models.stays import CustodyPeriod, Movement, Suspension
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from tests.factories import EnrollmentFactory, FacilityFactory, SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
TUESDAY = date(2026, 11, 24)
DAYS = [date(2026, 11, day) for day in (23, 24, 25)]


@pytest.fixture
def place():
    return EnrollmentFactory(in_public=True)


def nothing(place):
    """Never in custody."""


def was_released_before(place):
    CustodyPeriod.objects.create(
        person=place.person,
        facility=FacilityFactory(),
        from_date=date(2024, 1, 1),
        until=date(2026, 10, 1),
        leaving="full_term",
    )


def is_taken_into_custody(place):
    CustodyPeriod.objects.create(person=place.person, facility=FacilityFactory(), from_date=TUESDAY)
    Suspension.objects.create(person=place.person, from_date=TUESDAY, decided_by="Karutan")
    Movement.objects.create(person=place.person, kind="court", out_at=datetime(2026, 11, 23, tzinfo=UTC))


def begins_on_tuesday(place):
    Enrollment.objects.update(starts_on=TUESDAY)


def ends_on_tuesday(place):
    Enrollment.objects.update(state="ended", ended_on=TUESDAY, end_reason="withdrew")


def is_suspended_on_tuesday(place):
    place.suspensions.create(from_date=TUESDAY, until=TUESDAY, reason="illness")


@pytest.mark.parametrize(
    ("circumstance", "days"),
    [
        (nothing, [23, 24, 25]),
        (was_released_before, [23, 24, 25]),
        # Vanishing from the roll would tell the training center where somebody is.
        (is_taken_into_custody, [23, 24, 25]),
        (begins_on_tuesday, [24, 25]),
        (ends_on_tuesday, [23]),
        (is_suspended_on_tuesday, [23, 25]),
    ],
)
def test_who_is_expected_on_which_day(place, circumstance, days):
    circumstance(place)
    sessions = [SessionFactory(batch=place.batch, date=day) for day in DAYS]

    by_day = [day.day for day in DAYS if Enrollment.objects.expected_on(day).exists()]
    by_session = [one.date.day for one in sessions if Enrollment.objects.expected_on(one.date, one).exists()]
    pairs = Enrollment.objects.expected_at(Session.objects.all())

    assert (by_day, by_session) == (days, days)
    assert sorted(pair.session_pk for pair in pairs) == [one.pk for one in sessions if one.date.day in days]
    assert not Enrollment.objects.away_at(Session.objects.all()).exists()
