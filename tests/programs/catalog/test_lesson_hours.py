import pytest

from core import clock
from programs.catalog.lesson_hours import lessons_in, whole_lessons_for, whole_lessons_in
from programs.timetable.models.sessions import Session, minutes_taught
from tests.factories.programs import BatchFactory, SessionFactory


@pytest.mark.parametrize(
    ("minutes", "lessons", "whole", "fewest"),
    [(0, 0.0, 0, 0), (44, 0.9, 0, 1), (45, 1.0, 1, 1), (46, 1.0, 1, 2), (135, 3.0, 3, 3), (179, 3.9, 3, 4)],
)
def test_minutes_are_read_as_lessons_of_45(minutes, lessons, whole, fewest):
    assert lessons_in(minutes, 45) == lessons
    assert (whole_lessons_in(minutes, 45), whole_lessons_for(minutes, 45)) == (whole, fewest)


@pytest.mark.django_db
def test_a_session_of_four_lessons_with_a_break():
    batch = BatchFactory(version__minutes_per_jp=40)
    session = Session(batch=batch, jp=4, break_after=3, break_minutes=15)

    assert (session.lesson_minutes, session.minutes_before_break, session.minutes_with_break) == (160, 120, 175)


@pytest.mark.django_db
@pytest.mark.engines
@pytest.mark.parametrize(("until", "minutes"), [(None, 150), (40, 40)])
def test_a_query_reckons_as_the_session_does(until, minutes):
    session = SessionFactory(jp=3, batch__version__minutes_per_jp=50)
    if until:
        closed = {"state": "finalized", "finalized_by": session.instructor, "finalized_at": clock.now()}
        end = {"ended_at": session.starts_at + until * clock.MINUTE, "taught_minutes": until}
        Session.objects.update(**closed, **end)
        session.refresh_from_db()

    reckoned = Session.objects.annotate(reckoned=minutes_taught())

    assert (reckoned.get().reckoned, session.minutes_at(50), session.lesson_minutes) == (minutes, minutes, minutes)
