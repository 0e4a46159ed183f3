"""A session half an hour past midnight belongs to the day on which people there live it: WIB, WITA, WIT.

Half past midnight on the 1st is the afternoon of the day before in Greenwich, in another month or on 29 February.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from core import clock
from programs.attendance.attendance_figures import period_by_unit
from programs.batches.models import Batch
from programs.movements.movement_list import movements_on
from programs.places.models import Enrollment
from programs.timetable import office_holidays, schedule_generation
from reports.home.home_counts import sessions_today
from tests.factories import EnrollmentFactory, FacilityFactory, UserFactory
from tests.programs.timetable.test_schedule_generation import mark, plan

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
ZONES = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
DAYS = [
    date(2026, 12, 1),  # The first of a month.
    date(2027, 1, 2),
    date(2027, 3, 1),  # After a February of 28 days.
    date(2028, 2, 29),
    date(2028, 3, 1),
]
NIGHT = time(0, 30)


def taught_at_night(zone, day):
    """A running batch with one session of 4 JP from 00.30 on `day`, and one person in it."""
    facility = FacilityFactory(time_zone=zone)
    with clock.moved_to(datetime.combine(day, time(12), tzinfo=UTC) - timedelta(days=30)):
        batch, officer = plan(total=4, units=1, week=[(day.weekday(), NIGHT, 4)], starts_on=day, facility=facility)
        schedule_generation.generate(batch, by=officer)
        Batch.objects.filter(pk=batch.pk).update(state=Batch.State.RUNNING)
        EnrollmentFactory(batch=Batch.objects.get(pk=batch.pk))
    return batch, officer


def on(zone, day, wall_time):
    return clock.moved_to(datetime.combine(day, wall_time, tzinfo=ZoneInfo(zone)))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", DAYS)
def test_a_session_past_midnight_belongs_to_the_local_day(sign_in, zone, day):
    batch, officer = taught_at_night(zone, day)
    session = batch.sessions.get()
    eve = day - timedelta(days=1)

    assert (session.date, batch.sessions.filter(date=day).count()) == (day, 1)
    assert clock.local(session.starts_at, zone).time() == NIGHT
    # In Greenwich it is still the day before.
    assert session.starts_at.astimezone(UTC).date() == eve
    for moment, lists in (((eve, time(23, 59)), 0), ((day, time(0, 1)), 1), ((day, time(23, 59)), 1)):
        with on(zone, *moment):
            assert len(sessions_today(officer)) == lists
            client = sign_in(officer)
            page = client.get(reverse("programs:session_list"))
            # Who does nothing for a day is signed out.
            client.logout()
            assert len(page.context["page"]) == lists


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", DAYS)
def test_people_are_fetched_and_hours_counted_on_the_local_day(zone, day):
    batch, _officer = taught_at_night(zone, day)
    guard = UserFactory(roles=["security_officer"], facility=batch.facility)
    mark(batch.sessions.get())
    eve, morrow = day - timedelta(days=1), day + timedelta(days=1)

    with on(zone, day, time(0, 10)):
        fetched = [movements_on(guard, other).people for other in (eve, day, morrow)]
    places = Enrollment.objects.filter(batch=batch)
    found = [period_by_unit(places, other, other) for other in (eve, day, morrow)]

    # `mark` adds a second person, who takes part as well.
    assert fetched == [0, 2, 0]
    assert [[unit.within.held for units in rows.values() for unit in units.values()] for rows in found] == [
        [],
        [180],
        [0],
    ]


@pytest.mark.parametrize("zone", ZONES)
def test_a_closed_day_closes_the_local_day(zone):
    day = date(2026, 12, 1)
    batch, officer = taught_at_night(zone, day)

    with on(zone, day - timedelta(days=3), time(9)):
        office_holidays.add_holiday(by=officer, office=batch.facility, date=day, name="Hari jadi")

    session = batch.sessions.get()
    assert (session.date, clock.local(session.starts_at, zone).date()) == (date(2026, 12, 8), date(2026, 12, 8))


@pytest.mark.parametrize("zone", ZONES)
def test_the_last_lesson_of_a_day_ends_at_midnight(zone):
    facility = FacilityFactory(time_zone=zone)
    batch, officer = plan(
        total=8, units=1, week=[(0, time(21), 4), (1, time(0), 4)], starts_on=date(2028, 1, 31), facility=facility
    )

    schedule_generation.generate(batch, by=officer)

    first, second = batch.sessions.all()
    assert (first.date, second.date, first.ends_at) == (date(2028, 1, 31), date(2028, 2, 1), second.starts_at)
