"""The roll of a class whose people take different units: everybody at the sessions of these alone."""

import pytest
from django.urls import reverse

from core import clock
from core.errors import RuleViolation
from programs.attendance import mark_changes, roll_rows, roll_standing, session_closing
from programs.attendance.models.marks import Mark
from programs.batches.models import BatchStaff
from programs.count_alarms import open_counts, overdue_counts
from programs.places.models import Enrollment, PlaceUnit
from programs.timetable.models.sessions import Session
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory
from tests.factories.programs import ProgramUnitFactory
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def session():
    """A session of a unit that one of two people takes."""
    session = SessionFactory()
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")
    return session


def takes(session, unit, name):
    place = EnrollmentFactory(batch=session.batch, is_partial=True, person__full_name=name)
    PlaceUnit.objects.create(enrollment=place, unit=unit)
    return place


@pytest.fixture
def here(session):
    return takes(session, session.unit, "Budi")


@pytest.fixture
def elsewhere(session):
    return takes(session, ProgramUnitFactory(version=session.batch.version, position=9), "Abdul")


def test_the_roll_lists_whom_the_session_expects(session, here, elsewhere):
    rows = roll_rows.rows_of(session, session.instructor)

    assert [row.enrollment for row in rows] == [here]


def test_the_page_neither_names_nor_counts_others(session, here, elsewhere, sign_in):
    page = sign_in(session.instructor).get(reverse("programs:session_roll", args=[session.public_id])).content.decode()

    assert "0 dari 1 hadir" in page
    assert "Abdul" not in page


def test_the_rest_is_everybody_who_takes_the_unit(session, here, elsewhere):
    mark_changes.mark_rest_present(session, by=session.instructor)

    assert list(Mark.objects.values_list("enrollment")) == [(here.pk,)]


def test_nobody_is_marked_who_does_not_take_the_unit(session, here, elsewhere):
    with pytest.raises(RuleViolation) as caught:
        mark_changes.mark(session, elsewhere, by=session.instructor, status="present")

    assert codes(caught) == ["not_expected"]


def test_a_completed_place_is_not_marked_at_other_units(session, here, elsewhere):
    Enrollment.objects.filter(pk=elsewhere.pk).update(state="completed")

    with pytest.raises(RuleViolation) as caught:
        mark_changes.mark(session, elsewhere, by=session.instructor, status="present")

    assert codes(caught) == ["not_expected"]


def test_closing_waits_for_those_who_take_the_unit_alone(session, here, elsewhere):
    mark_changes.mark(session, here, by=session.instructor, status="present")

    found = {check.code: check.state for check in session_closing.checks(session)}

    assert found["unmarked"] == "ok"


def test_what_the_page_shows_anew_counts_the_same(session, here, elsewhere):
    found, checks = roll_standing.standing(session, session.instructor, roll_rows.choices_for(session.instructor))

    assert (found.expected, found.unmarked) == (1, 1)
    assert checks == session_closing.people_checks(session)


def test_a_session_that_expects_nobody_closes_without_counts(session, elsewhere):
    closed = session_closing.finalize(session, by=session.instructor, ended_at=clock.now())

    assert closed.state == "finalized"
    _tally, checks = roll_standing.standing(session, session.instructor, [], {})
    assert [(check.code, check.message) for check in checks] == [
        ("unmarked", "Tidak ada yang seharusnya hadir pada sesi ini.")
    ]


def test_who_was_counted_is_accounted_for_though_nobody_is_expected(session, elsewhere):
    session.head_counts.create(point="left_block", people=1, counted_by=session.instructor, counted_at=clock.now())

    with pytest.raises(RuleViolation) as caught:
        session_closing.finalize(session, by=session.instructor, ended_at=clock.now())

    assert codes(caught) == ["heads", "presence", "reason_missing"]


@pytest.mark.parametrize("is_awaited", [True, False])
def test_counts_are_awaited_where_somebody_is_expected(session, here, elsewhere, is_awaited):
    if not is_awaited:
        here.delete()
    later = session.ends_at + 2 * overdue_counts.OVERDUE_AFTER
    guard = UserFactory(roles=["security_officer"], facility=session.batch.facility)

    late = Session.objects.filter(overdue_counts.overdue(later))

    assert late.exists() == is_awaited
    assert open_counts.open_sessions(guard).exists() == is_awaited


def test_a_session_without_its_unit_is_no_session(session):
    with pytest.raises(ValueError, match="depends on the unit"):
        Enrollment.objects.expected_on(session.date, Session(batch=session.batch, date=session.date))
