"""Presence and hours hold for every mixture of minutes: nobody gains by rounding, nobody by a head count."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.attendance.attendance_figures import Attendance
from programs.attendance.mark_rules import minutes_present
from programs.attendance.models.marks import AttendanceStatus
from programs.timetable.lessons import Slot, Week, lessons, overlapping, past_midnight
from programs.timetable.models.sessions import Session
from tests.factories.programs import BatchFactory

MINUTES = st.integers(0, 12_600)


@given(MINUTES, st.integers(1, 12_600))
def test_percent_never_rounds_up(held, possible):
    percent = Attendance(held, possible).percent

    assert percent * possible <= held * 100 < (percent + 1) * possible


@given(st.integers(1, 12_600), st.integers(1, 100))
def test_just_below_the_threshold_is_below_it(possible, threshold):
    least = -(-possible * threshold // 100)  # The fewest whole minutes that reach the threshold.

    assert Attendance(least, possible).percent >= threshold
    assert Attendance(least - 1, possible).percent < threshold


@pytest.mark.parametrize(
    ("held", "possible", "percent"),
    [(0, 0, None), (0, 180, 0), (143, 180, 79), (144, 180, 80), (180, 180, 100), (7990, 10000, 79)],
)
def test_percent_is_whole_and_unknown_before_the_first_session(held, possible, percent):
    assert Attendance(held, possible).percent == percent


@given(MINUTES, st.integers(30, 90))
def test_hours_never_exceed_what_was_held(held, minutes_per_jp):
    hours = Attendance(held, 12_600).hours(minutes_per_jp)

    assert hours * minutes_per_jp <= held + 1e-6
    assert (hours + 0.1) * minutes_per_jp > held - 1e-6


@given(st.lists(st.tuples(st.integers(0, 180), st.just(180)), max_size=40))
def test_presence_of_all_sessions_lies_between_the_least_and_the_most(sessions):
    held, possible = (sum(column) for column in zip(*sessions, strict=True)) if sessions else (0, 0)
    percents = [Attendance(*session).percent for session in sessions]

    if sessions:
        assert min(percents) <= Attendance(held, possible).percent <= max(percents)
    else:
        assert Attendance(held, possible).percent is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "late", "minutes"),
    [("present", 0, 180), ("late", 15, 165), ("late", 180, 0), ("late", 600, 0), ("sick", 0, 0), ("court", 0, 0)],
)
def test_minutes_of_a_mark_are_the_persons_own(code, late, minutes):
    batch = BatchFactory()
    session = Session(batch=batch, jp=4)
    status = AttendanceStatus.objects.get(code=code)

    assert minutes_present(session, status, late) == minutes


@pytest.mark.django_db
@pytest.mark.parametrize(("late", "minutes"), [(30, 150), (90, 90), (95, 90), (105, 90), (120, 75), (195, 0)])
def test_a_break_inside_a_session_belongs_to_nobody(late, minutes):
    """Four lessons of 45 minutes with a quarter of an hour after the second: who comes in the break has lost two."""
    session = Session(batch=BatchFactory(), jp=4, break_after=2, break_minutes=15)

    assert minutes_present(session, AttendanceStatus.objects.get(code="late"), late) == minutes


SLOTS = st.lists(
    st.builds(
        Slot,
        st.integers(0, 6),
        st.times(time(6), time(16)).map(lambda t: t.replace(second=0, microsecond=0)),
        st.integers(1, 6),
    ),
    min_size=1,
    max_size=6,
)


def plan(hours, slots, is_open=lambda day: True):
    return lessons(
        hours=hours,
        weeks=[Week(tuple(slots))],
        first_day=date(2026, 11, 2),
        minutes_per_jp=45,
        at=datetime.combine,
        is_open=is_open,
    )


@given(SLOTS, st.lists(st.integers(1, 12), min_size=1, max_size=5))
def test_lessons_sum_to_the_hours_of_each_unit(slots, hours):
    made = plan(list(enumerate(hours)), slots)

    taught = {unit: sum(lesson.jp for lesson in made if lesson.unit == unit) for unit in range(len(hours))}
    assert taught == dict(enumerate(hours))
    assert [lesson.unit for lesson in made] == sorted(lesson.unit for lesson in made)


@given(SLOTS, st.integers(1, 30))
def test_every_lesson_is_as_long_as_its_jp(slots, jp):
    for lesson in plan([(0, jp)], slots):
        assert lesson.ends_at - lesson.starts_at == lesson.jp * timedelta(minutes=45)
        assert lesson.starts_at.date() == lesson.day


@given(SLOTS, st.integers(1, 20), st.sets(st.integers(0, 6)))
def test_nothing_is_taught_on_a_closed_day(slots, jp, closed):
    made = plan([(0, jp)], slots, is_open=lambda day: day.weekday() not in closed)

    assert {lesson.day.weekday() for lesson in made}.isdisjoint(closed)


def test_without_a_free_hour_in_two_years_the_plan_stays_short():
    assert plan([(0, 4)], [Slot(0, time(8), 4)], is_open=lambda day: False) == []


def test_without_a_week_nothing_is_taught():
    assert plan([(0, 4)], []) == []


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (Slot(0, time(8), 4), Slot(0, time(11), 2), False),
        (Slot(0, time(8), 4), Slot(0, time(10, 59), 2), True),
        (Slot(0, time(8), 4), Slot(1, time(8), 4), False),
        (Slot(0, time(8), 4), Slot(0, time(8), 1), True),
    ],
)
def test_slots_that_touch_do_not_overlap(one, other, overlap):
    assert bool(overlapping([one, other], 45)) is overlap
    assert bool(overlapping([other, one], 45)) is overlap


@pytest.mark.parametrize(
    ("starts_at", "jp", "is_past"),
    [(time(22), 2, False), (time(22, 30), 2, False), (time(22, 31), 2, True), (time(23, 59), 1, True)],
)
def test_slot_that_ends_at_midnight_is_of_its_day(starts_at, jp, is_past):
    assert bool(past_midnight([Slot(0, starts_at, jp)], 45)) is is_past
