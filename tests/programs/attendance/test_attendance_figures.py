from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from programs.attendance import attendance_figures, mark_changes, session_closing
from programs.attendance.attendance_figures import Attendance
from programs.places.models import Enrollment
from programs.timetable.models.sessions import CancelReason, Session
from tests.factories import BatchFactory, EnrollmentFactory, SessionFactory, UserFactory, count_heads

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def officer(batch):
    return UserFactory(roles=["training_officer"], facility=batch.facility)


@pytest.fixture
def batch():
    """Lessons of 30 minutes, so that four of them are two hours."""
    return BatchFactory(version__minutes_per_jp=30)


@pytest.fixture
def person(batch):
    return EnrollmentFactory(batch=batch)


def figures(batch):
    places = attendance_figures.with_attendance(batch.enrollments.all())
    return {place.pk: attendance_figures.attendance_of(place) for place in places}


def record(batch, officer, person, *statuses, first=16):
    """One session of two hours a day from 16 November on; a number is minutes late."""
    made = []
    for day, status in enumerate(statuses, first):
        session = SessionFactory(batch=batch, date=date(2026, 11, day))
        late = status if isinstance(status, int) else 0
        mark_changes.mark(
            session,
            person,
            by=officer,
            status="late" if late else status,
            minutes_late=late,
            note="Alasan",
            reason="Dicatat dari lembar kertas",
        )
        made.append(session)
    return made


def test_hours_worked_out_by_hand(batch, officer, person):
    record(batch, officer, person, "present", 30, "unexcused", "excused", "sick", "court")

    figure = figures(batch)[person.pk]

    # 120 + 90 of four times 120; sick and court are not part of what could be attended.
    assert (figure.held, figure.possible, figure.percent) == (210, 480, 43)
    assert figure.hours(30) == 7.0


def test_a_cancelled_session_counts_for_nothing(batch, officer, person):
    sessions = record(batch, officer, person, "present", "unexcused")
    power_cut = CancelReason.objects.get(code="power")
    Session.objects.filter(pk=sessions[1].pk).update(state="cancelled", cancel_cause=power_cut)

    assert figures(batch)[person.pk] == Attendance(120, 120)


def test_without_a_mark_there_is_no_percentage(batch, person):
    figure = figures(batch)[person.pk]

    assert (figure, figure.percent) == (Attendance(0, 0), None)


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_a_percentage_never_flatters(held, possible):
    held = min(held, possible)

    percent = Attendance(held, possible).percent

    assert percent * possible <= held * 100 < (percent + 1) * possible


@given(st.integers(0, 100_000), st.integers(30, 90))
def test_hours_never_exceed_the_minutes(minutes, minutes_per_jp):
    assert Attendance(minutes, minutes).hours(minutes_per_jp) * minutes_per_jp <= minutes + 0.001


def test_minutes_and_lessons_by_unit(batch, officer, person):
    first, second = batch.version.units.all()[:2]
    sessions = record(batch, officer, person, "present", "present", 20)
    Session.objects.filter(pk=sessions[2].pk).update(unit=second)
    count_heads(sessions[0], 1)
    with clock.moved_to(sessions[0].ends_at):
        session_closing.finalize(sessions[0], by=officer)

    by_unit = attendance_figures.attendance_by_unit(batch.enrollments.all())
    assert by_unit == {person.pk: {first.pk: Attendance(240, 240), second.pk: Attendance(100, 120)}}
    assert list(attendance_figures.open_sessions(batch)) == sessions[1:]


def test_figures_of_a_class_cost_one_query(batch, officer, django_assert_num_queries):
    people = [EnrollmentFactory(batch=batch) for _ in range(3)]
    record(batch, officer, people[0], "present", "sick")

    with django_assert_num_queries(1):
        attendance_figures.attendance_by_unit(batch.enrollments.all())
    with django_assert_num_queries(1):
        attendance_figures.period_by_unit(batch.enrollments.all(), date(2026, 11, 1), date(2026, 11, 30))
    with django_assert_num_queries(1):
        list(attendance_figures.with_attendance(Enrollment.objects.all()))


def cells(matrix):
    return [[cell and (cell.look, cell.letter, cell.word) for _column, cell in row.cells] for row in matrix.rows]


def test_the_matrix_shows_who_was_there(batch, officer):
    people = [EnrollmentFactory(batch=batch, person__full_name=name) for name in ("Abdul", "Budi")]
    sessions = record(batch, officer, people[0], "present", "court")
    mark_changes.mark(sessions[0], people[1], by=officer, status="unexcused", reason="Dicatat dari lembar kertas")
    SessionFactory(batch=batch, date=date(2026, 11, 26))

    with translation.override("id"):
        facility = attendance_figures.presence_matrix(batch, for_facility=True)
        center = attendance_figures.presence_matrix(batch, for_facility=False)

    absent = ("absent", "A", "Alpa")
    assert cells(facility) == [[("present", "H", "Hadir"), ("leave", "D", "Sidang")], [absent, None]]
    assert cells(center) == [[("present", "H", "Hadir"), ("leave", "D", "Dinas")], [absent, None]]
    assert [row.percent for row in facility.rows] == [100, 0]


def test_a_new_week_is_set_apart(batch, officer, person):
    record(batch, officer, person, "present", "present", first=22)

    columns = attendance_figures.presence_matrix(batch, for_facility=True).columns

    assert [(column.session.date.day, column.begins_week) for column in columns] == [(22, True), (23, True)]


def test_the_words_follow_the_language(batch, officer, person):
    record(batch, officer, person, "unexcused")

    with translation.override("en"):
        matrix = attendance_figures.presence_matrix(batch, for_facility=True)

    assert cells(matrix) == [[("absent", "A", "Absent")]]


def test_the_matrix_costs_four_queries(batch, officer, django_assert_num_queries):
    people = [EnrollmentFactory(batch=batch) for _ in range(6)]
    for person in people[:2]:
        record(batch, officer, person, "present", first=16 + people.index(person))

    with django_assert_num_queries(4):
        attendance_figures.presence_matrix(batch, for_facility=True)
