"""Hours against a sheet that was added up by hand: 16 people, 20 sessions, to the minute."""

from datetime import date

import pytest

from programs.attendance import attendance_figures, hours_table
from programs.attendance.attendance_figures import Attendance, Period
from tests.factories.hand_worked import hand_worked_class, sheet

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture(scope="module")
def worked(django_db_setup, django_db_blocker):
    with hand_worked_class(django_db_blocker) as worked:
        yield worked


def test_the_sheet_is_what_it_says():
    marks, sessions = sheet("marks.csv"), sheet("sessions.csv")

    assert (len(marks) - 1, len(sessions)) == (16, 20)


def test_hours_agree_with_those_worked_out_by_hand(worked):
    table = hours_table.of_batch(worked.batch, reader=worked.officer)

    assert {row.enrollment.person.full_name: row.units for row in table.rows} | {
        "Jumlah": table.by_unit
    } == worked.by_unit
    assert {row.enrollment.person.full_name: row.whole for row in table.rows} | {"Jumlah": table.whole} == worked.whole
    assert {row.enrollment.person.full_name: row.whole.percent for row in table.rows} | {
        "Jumlah": table.whole.percent
    } == worked.percent


def test_every_figure_of_a_person_is_the_same_wherever_it_is_asked(worked):
    places = worked.batch.enrollments.all()
    whole = {
        place.person.full_name: attendance_figures.attendance_of(place)
        for place in attendance_figures.with_attendance(places)
    }
    by_unit = attendance_figures.attendance_by_unit(places)
    summed = {name: sum(by_unit[place.pk].values(), Attendance()) for name, place in worked.places.items()}

    assert whole == summed == {name: worked.whole[name] for name in worked.places}


def test_months_divide_the_hours_without_rest(worked):
    """October had the five sessions of the first unit, November all the others."""
    places = worked.batch.enrollments.all()
    october = attendance_figures.period_by_unit(places, date(2026, 10, 1), date(2026, 10, 31))
    november = attendance_figures.period_by_unit(places, date(2026, 11, 1), date(2026, 11, 30))

    for name, place in worked.places.items():
        first, *others = worked.by_unit[name]
        assert sum(october[place.pk].values(), Period()) == Period(first, first)
        assert sum(november[place.pk].values(), Period()) == Period(sum(others, Attendance()), worked.whole[name])
