"""Who is under 18: as counted by hand, the same for rows and for one, on every day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inmates.consents.minors import ADULT_AT, adult_on, is_minor, minors_on
from inmates.people.models import Person
from tests.factories import PersonFactory

BIRTHS = st.dates(date(1940, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("born", "day", "expected"),
    [
        (None, date(2026, 11, 23), False),
        (date(2008, 11, 24), date(2026, 11, 23), True),
        (date(2008, 11, 23), date(2026, 11, 23), False),
        (date(2008, 2, 29), date(2026, 2, 28), True),
        (date(2008, 2, 29), date(2026, 3, 1), False),
        (date(2010, 2, 28), date(2028, 2, 28), False),
        (date(2010, 3, 1), date(2028, 2, 29), True),
    ],
)
def test_days_by_hand(born, day, expected):
    assert is_minor(born, day) is expected


@given(BIRTHS)
def test_the_first_day_as_an_adult_is_the_first_on_which_nobody_says_child(born):
    day = adult_on(born)

    assert (is_minor(born, day - timedelta(days=1)), is_minor(born, day)) == (True, False)
    assert day.year == born.year + ADULT_AT


@given(BIRTHS, st.dates(date(1958, 1, 1), date(2060, 1, 1)))
def test_nobody_becomes_a_child_again(born, day):
    assert is_minor(born, day) == (day < adult_on(born))
    assert is_minor(born, day) or not is_minor(born, day + timedelta(days=1))


@pytest.mark.django_db
@pytest.mark.engines
def test_rows_are_asked_the_same():
    births = [None, date(2008, 2, 28), date(2008, 2, 29), date(2008, 3, 1), date(1990, 1, 1)]
    people = [PersonFactory(facility=None, birth_date=born) for born in births]

    for day in (date(2026, 2, 28), date(2026, 3, 1), date(2028, 2, 29)):
        found = set(Person.objects.filter(minors_on(day)))
        assert found == {person for person in people if is_minor(person.birth_date, day)}
