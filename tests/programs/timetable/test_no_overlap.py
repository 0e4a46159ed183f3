"""What PostgreSQL holds by itself: nobody and nothing is in two places at once, whatever a rule forgets."""

import importlib
from datetime import date, time, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from core.errors import RuleViolation
from programs.timetable import clashes, schedule_generation
from programs.timetable.models.sessions import Session
from tests.constraints import change
from tests.factories import BatchFactory, SessionFactory, WeekPatternFactory
from tests.programs.timetable.test_schedule_generation import plan
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.postgres, pytest.mark.engines]
migration = importlib.import_module("programs.migrations.0003_no_overlap")
rooms = importlib.import_module("programs.migrations.0028_rooms_of_centers_are_taken_once")


@pytest.fixture
def taught():
    """A session from 08.00 to 11.00."""
    return SessionFactory(batch=BatchFactory(room="Bengkel las"), room="Bengkel las")


def check_now():
    """A table is not altered while a check of its rows is put off to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def elsewhere(session, **fields):
    """Another batch of the same offices."""
    batch = session.batch
    return BatchFactory(
        facility=batch.facility, training_center=batch.training_center, agreement=batch.agreement, **fields
    )


def same_instructor(session, at):
    return SessionFactory(
        batch=BatchFactory(training_center=session.batch.training_center),
        instructor=session.instructor,
        clock_time=at,
    )


def same_room(session, at):
    return SessionFactory(batch=elsewhere(session), room="  bengkel   LAS ", clock_time=at)


def same_batch(session, at):
    return SessionFactory(batch=session.batch, room="Bengkel dua", clock_time=at)


CASES = [
    (same_instructor, "session_instructor_is_in_one_place"),
    (same_room, "session_room_is_taken_once"),
    (same_batch, "session_batch_is_in_one_place"),
]


@pytest.mark.parametrize(("write", "name"), CASES)
def test_what_overlaps_is_refused_by_the_database(taught, write, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write(taught, time(10))


@pytest.mark.parametrize(("write", "name"), CASES)
def test_touching_ends_are_allowed(taught, write, name):
    assert write(taught, time(11)).pk


@pytest.mark.parametrize(("write", "name"), CASES)
def test_a_cancelled_session_leaves_its_time(taught, write, name):
    cause = taught.batch.sessions.model._meta.get_field("cancel_cause").related_model.objects.get(code="power")
    change(taught, state="cancelled", cancel_cause=cause)

    assert write(taught, time(9)).pk


@pytest.mark.parametrize(("write", "name"), CASES)
def test_a_refusal_of_the_database_is_told_as_a_clash(taught, write, name):
    with pytest.raises(RuleViolation) as refused, clashes.overlaps_refused():
        write(taught, time(9))

    assert codes(refused) == ["overlap"]
    # The transaction goes on: whoever called may still answer.
    assert Session.objects.count() == 1


@pytest.fixture
def public():
    """A session of a public class from 08.00 to 11.00."""
    return SessionFactory(batch=BatchFactory(is_open=True), room="Bengkel las")


def beside(session, at, **fields):
    """A session of another public class of the center."""
    batch = BatchFactory(is_open=True, training_center=session.batch.training_center)
    return SessionFactory(batch=batch, clock_time=at, **{"room": "  bengkel   LAS ", **fields})


def test_a_room_of_the_center_is_taken_once_as_well(public):
    with pytest.raises(IntegrityError, match="session_room_of_center_is_taken_once"), transaction.atomic():
        beside(public, time(10))
    with pytest.raises(RuleViolation) as refused, clashes.overlaps_refused():
        beside(public, time(9))

    assert codes(refused) == ["overlap"]
    assert beside(public, time(11)).pk
    assert beside(public, time(9), room="Bengkel dua").pk


def test_rooms_of_a_center_and_of_a_facility_are_not_the_same(public):
    inside = BatchFactory(training_center=public.batch.training_center)
    elsewhere = BatchFactory(is_open=True)

    assert all(SessionFactory(batch=batch, room=public.room).pk for batch in (inside, elsewhere))


def test_the_rooms_of_centers_can_be_let_go_and_kept_again(public):
    check_now()
    with connection.schema_editor() as editor:
        rooms.allow(apps, editor)
        rooms.exclude(apps, editor)

    with pytest.raises(IntegrityError), transaction.atomic():
        beside(public, time(10))


def test_another_refusal_of_the_database_is_not_called_a_clash(taught):
    with pytest.raises(IntegrityError, match="session_has_lessons"), transaction.atomic(), clashes.overlaps_refused():
        change(taught, jp=0)


def test_another_facility_may_have_a_room_of_the_same_name(taught):
    assert SessionFactory(room="Bengkel las").starts_at == taught.starts_at


def test_weeks_of_certain_days_do_not_share_a_day():
    week = WeekPatternFactory(from_date=date(2027, 2, 8), until=date(2027, 3, 9), name="Ramadan 1448")

    with pytest.raises(IntegrityError, match="week_pattern_days_do_not_overlap"), transaction.atomic():
        WeekPatternFactory(batch=week.batch, from_date=week.until, until=date(2027, 4, 1), name="Ujian")
    after = week.until + timedelta(days=1)
    assert WeekPatternFactory(batch=week.batch, from_date=after, until=after, name="Ujian").pk


def test_a_schedule_that_moves_as_a_whole_does_not_get_in_its_own_way():
    batch, officer = plan(total=12, units=1, week=[(0, time(8), 4), (1, time(8), 4)])
    schedule_generation.generate(batch, by=officer)
    first, second = batch.sessions.all()[:2]
    # To where the other one still is, by an hour; that one gives way in the same statement.
    first.starts_at, first.ends_at = second.starts_at + timedelta(hours=1), second.ends_at + timedelta(hours=1)
    second.starts_at, second.ends_at = first.ends_at, first.ends_at + timedelta(hours=3)
    first.date = second.date

    Session.objects.bulk_update([first, second], ["starts_at", "ends_at", "date"])

    assert [row.starts_at for row in batch.sessions.all()[:2]] == [first.starts_at, second.starts_at]


def test_the_constraints_can_be_taken_away_and_put_back(taught):
    check_now()
    with connection.schema_editor() as editor:
        migration.allow(apps, editor)
    same_batch(taught, time(10)).delete()
    check_now()
    with connection.schema_editor() as editor:
        migration.exclude(apps, editor)

    with pytest.raises(IntegrityError), transaction.atomic():
        same_batch(taught, time(10))
