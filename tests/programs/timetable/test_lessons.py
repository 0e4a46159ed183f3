"""Dividing hours over a week, without a database."""

import itertools
from datetime import date, datetime, time

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from programs.timetable import lessons as timetable
from programs.timetable.lessons import Slot

MONDAY = date(2026, 11, 2)
WEEKS_OF_TWO_YEARS = 104


def at(day, wall_time):
    return datetime.combine(day, wall_time)


def teach(hours, slots, is_free=lambda day, start, end: True):
    return timetable.lessons(hours=hours, slots=slots, first_day=MONDAY, minutes_per_jp=45, at=at, is_free=is_free)


def test_touching_slots_do_not_overlap():
    slots = [Slot(0, time(8), 4), Slot(0, time(11), 2), Slot(1, time(8), 4)]

    assert timetable.overlapping(slots, 45) == []


def test_overlapping_slots_are_named():
    first, second = Slot(0, time(8), 4), Slot(0, time(10, 59), 2)

    assert timetable.overlapping([second, first], 45) == [(first, second)]


def test_a_slot_may_end_at_midnight_but_not_later():
    fits, too_long = Slot(0, time(21), 4), Slot(0, time(21, 1), 4)

    assert timetable.past_midnight([fits, too_long], 45) == [too_long]


def test_a_slot_that_is_not_free_is_left_out():
    made = teach([(1, 4)], [Slot(0, time(8), 4)], is_free=lambda day, start, end: day != MONDAY)

    assert [lesson.day for lesson in made] == [date(2026, 11, 9)]


def test_a_week_without_slots_teaches_nothing():
    assert teach([(1, 4)], []) == []


def test_a_pattern_too_thin_for_two_years_teaches_what_it_can():
    made = teach([(1, 500)], [Slot(0, time(8), 1)])

    assert sum(lesson.jp for lesson in made) == 105


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    hours=st.lists(st.integers(1, 40), min_size=1, max_size=12),
    days=st.sets(st.integers(0, 6), min_size=1),
    jp=st.integers(1, 8),
)
def test_every_unit_gets_its_hours_in_order_and_nothing_overlaps(hours, days, jp):
    assume(sum(hours) <= WEEKS_OF_TWO_YEARS * len(days) * 2 * jp)
    slots = [Slot(day, time(8), jp) for day in days] + [Slot(day, time(16), jp) for day in days]

    made = teach(list(enumerate(hours)), slots)

    taught = [sum(lesson.jp for lesson in made if lesson.unit == unit) for unit in range(len(hours))]
    assert taught == hours
    assert [lesson.unit for lesson in made] == sorted(lesson.unit for lesson in made)
    assert all(one.ends_at <= other.starts_at for one, other in itertools.pairwise(made))
    assert all((lesson.ends_at - lesson.starts_at).total_seconds() == lesson.jp * 45 * 60 for lesson in made)
