"""Dividing hours over weeks with breaks, without a database."""

import itertools
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from programs.timetable import lessons as timetable
from programs.timetable.lessons import Slot, Week

MONDAY = date(2026, 11, 2)
NEXT_MONDAY = date(2026, 11, 9)
WEEKS_OF_TWO_YEARS = 104


def at(day, wall_time):
    return datetime.combine(day, wall_time)


def teach(hours, slots, *more, is_open=lambda day: True, **fields):
    return timetable.lessons(
        hours=hours,
        weeks=[Week(tuple(slots)), *more],
        first_day=MONDAY,
        minutes_per_jp=45,
        at=at,
        is_open=is_open,
        **fields,
    )


def spans(made):
    return [(row.unit, row.day, row.starts_at.time(), row.ends_at.time(), row.jp) for row in made]


def test_touching_slots_do_not_overlap():
    slots = [Slot(0, time(8), 4), Slot(0, time(11), 2), Slot(1, time(8), 4)]

    assert timetable.overlapping(slots, 45) == []


def test_overlapping_slots_are_named():
    first, second = Slot(0, time(8), 4), Slot(0, time(10, 59), 2)

    assert timetable.overlapping([second, first], 45) == [(first, second)]


def test_a_break_makes_a_slot_longer():
    with_break, second = Slot(0, time(8), 4, 2, 15), Slot(0, time(11), 2)

    assert timetable.overlapping([with_break, second], 45) == [(with_break, second)]
    assert timetable.overlapping([with_break, Slot(0, time(11, 15), 2)], 45) == []


def test_a_slot_may_end_at_midnight_but_not_later():
    fits, too_long, with_break = Slot(0, time(21), 4), Slot(0, time(21, 1), 4), Slot(0, time(21), 4, 2, 1)

    assert timetable.past_midnight([fits, too_long, with_break], 45) == [too_long, with_break]


def test_a_closed_day_is_left_out():
    made = teach([(1, 4)], [Slot(0, time(8), 4)], is_open=lambda day: day != MONDAY)

    assert [lesson.day for lesson in made] == [NEXT_MONDAY]


def test_a_week_without_slots_teaches_nothing():
    assert teach([(1, 4)], []) == []


def test_a_pattern_too_thin_for_two_years_teaches_what_it_can():
    made = teach([(1, 500)], [Slot(0, time(8), 1)])

    assert sum(lesson.jp for lesson in made) == 105


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        # The break lies within the session of one unit, which ends that much later.
        ([(1, 4)], [(time(8), time(11, 15), 4, 2, 15)]),
        ([(1, 3), (2, 1)], [(time(8), time(10, 30), 3, 2, 15), (time(10, 30), time(11, 15), 1, 0, 0)]),
        ([(1, 1), (2, 3)], [(time(8), time(8, 45), 1, 0, 0), (time(8, 45), time(11, 15), 3, 1, 15)]),
        # Cut at the break: neither side has it.
        ([(1, 2), (2, 2)], [(time(8), time(9, 30), 2, 0, 0), (time(9, 45), time(11, 15), 2, 0, 0)]),
        ([(1, 2)], [(time(8), time(9, 30), 2, 0, 0)]),
    ],
)
def test_a_break_stays_where_it_stands_in_the_slot(hours, expected):
    made = teach(hours, [Slot(0, time(8), 4, 2, 15)])

    assert [
        (row.starts_at.time(), row.ends_at.time(), row.jp, row.break_after, row.break_minutes) for row in made
    ] == expected


def test_a_week_of_certain_days_wins_on_them():
    ramadan = Week((Slot(0, time(9), 2),), NEXT_MONDAY, date(2026, 11, 15))

    made = teach([(1, 10)], [Slot(0, time(8), 4)], ramadan)

    assert spans(made) == [
        (1, MONDAY, time(8), time(11), 4),
        (1, NEXT_MONDAY, time(9), time(10, 30), 2),
        (1, date(2026, 11, 16), time(8), time(11), 4),
    ]


def test_what_stands_in_a_slot_is_a_part_of_it():
    standing = [(at(MONDAY, time(8)), at(MONDAY, time(9, 30)))]

    made = teach([(1, 4)], [Slot(0, time(8), 4, 2, 15)], standing=standing)

    assert spans(made) == [(1, MONDAY, time(9, 45), time(11, 15), 2), (1, NEXT_MONDAY, time(8), time(9, 30), 2)]


@pytest.mark.parametrize(("begins", "ends"), [(time(7), time(9)), (time(8, 30), time(9)), (time(8), time(12))])
def test_what_lies_across_a_slot_leaves_it_to_people(begins, ends):
    made = teach([(1, 4)], [Slot(0, time(8), 4)], standing=[(at(MONDAY, begins), at(MONDAY, ends))])

    assert [lesson.day for lesson in made] == [NEXT_MONDAY]


def test_what_only_touches_a_slot_does_not_count():
    standing = [(at(MONDAY, time(7)), at(MONDAY, time(8))), (at(MONDAY, time(11)), at(MONDAY, time(12)))]

    assert [lesson.day for lesson in teach([(1, 4)], [Slot(0, time(8), 4)], standing=standing)] == [MONDAY]


def test_nothing_begins_at_or_before_the_moment_given():
    slots = [Slot(0, time(8), 1), Slot(0, time(9), 1)]

    made = teach([(1, 2)], slots, after=at(MONDAY, time(8)))

    assert [lesson.starts_at for lesson in made] == [at(MONDAY, time(9)), at(NEXT_MONDAY, time(8))]


@pytest.mark.parametrize(("late", "lost"), [(0, 0), (30, 30), (90, 90), (100, 90), (105, 90), (120, 105)])
def test_nobody_loses_the_break_by_being_late(late, lost):
    assert timetable.teaching_minutes_in(late, break_begins=90, break_minutes=15) == lost


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    hours=st.lists(st.integers(1, 40), min_size=1, max_size=12),
    days=st.sets(st.integers(0, 6), min_size=1),
    jp=st.integers(1, 8),
    rest=st.integers(0, 30),
)
def test_every_unit_gets_its_hours_in_order_and_nothing_overlaps(hours, days, jp, rest):
    assume(sum(hours) <= WEEKS_OF_TWO_YEARS * len(days) * 2 * jp)
    pause = (jp // 2, rest) if jp > 1 and rest else (0, 0)
    slots = [Slot(day, begin, jp, *pause) for day in days for begin in (time(8), time(15))]

    made = teach(list(enumerate(hours)), slots)

    taught = [sum(lesson.jp for lesson in made if lesson.unit == unit) for unit in range(len(hours))]
    assert taught == hours
    assert [lesson.unit for lesson in made] == sorted(lesson.unit for lesson in made)
    assert all(one.ends_at <= other.starts_at for one, other in itertools.pairwise(made))
    for lesson in made:
        assert lesson.ends_at - lesson.starts_at == timedelta(minutes=lesson.jp * 45 + lesson.break_minutes)
        assert lesson.break_after < lesson.jp
