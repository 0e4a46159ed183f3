"""One session moved: every reason against it, what it brings, and that both sides of a clash are named."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from programs.batches.models import Batch, BatchStaff
from programs.timetable import moved_sessions, schedule_generation
from programs.timetable.models.sessions import Session
from programs.timetable.moved_sessions import Wish
from tests.factories import BatchFactory, EnrollmentFactory, SessionFactory, UserFactory
from tests.programs.timetable.test_cancelled_sessions import BEGAN
from tests.reasons import codes
from tests.together import done_at_once

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
EARLY = datetime(2026, 11, 23, 7, tzinfo=ZoneInfo("Asia/Makassar"))


@pytest.fixture(autouse=True)
def _before_the_first_session():
    """The session of 23 November begins at 08.00."""
    with clock.moved_to(EARLY):
        yield


def taught_batch(**fields):
    """A running batch with one instructor and sessions of four lessons on 23 and 24 November 2026."""
    batch = BatchFactory(ends_on=date(2026, 11, 24), **fields)
    teacher = UserFactory(roles=["instructor"], training_center=batch.training_center)
    BatchStaff.objects.create(batch=batch, user=teacher, duty="instructor")
    for day in (23, 24):
        SessionFactory(batch=batch, instructor=teacher, date=date(2026, 11, day), room=batch.room)
    return batch


@pytest.fixture
def batch():
    return taught_batch()


def wish(session, **changes):
    start = clock.local(session.starts_at, session.batch.facility.time_zone).time()
    found = {"day": session.date, "starts_at": start, "room": session.room, "instructor": session.instructor}
    return Wish(**{**found, **changes})


def other_session(batch, **fields):
    """A session of another batch of the same offices, on 25 November from 08.00."""
    other = BatchFactory(facility=batch.facility, training_center=batch.training_center)
    return SessionFactory(**{"batch": other, "date": date(2026, 11, 25), "room": "Ruang jahit", **fields})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"day": date(2026, 11, 25)}, []),
        ({"starts_at": time(13)}, []),
        ({"room": "Bengkel dua"}, []),
        ({}, ["same"]),
        ({"room": "  "}, ["no_room"]),
        ({"day": date(2026, 12, 25)}, ["closed_day"]),
        ({"day": date(2026, 10, 28)}, ["past", "too_early"]),
        ({"day": date(2026, 11, 20)}, ["past"]),
        ({"starts_at": time(7)}, ["past"]),
        ({"starts_at": time(7, 1)}, []),
        ({"starts_at": time(22)}, ["past_midnight"]),
        ({"day": date(2026, 11, 24), "starts_at": time(9)}, ["batch_clash"]),
        ({"day": date(2026, 11, 24), "starts_at": time(11)}, []),
    ],
)
def test_each_reason_against_a_move(batch, changes, expected):
    session = batch.sessions.first()

    assert codes(moved_sessions.preview(session, wish(session, **changes)).blockers) == expected


@pytest.mark.parametrize(("begin", "expected"), BEGAN)
def test_a_session_that_began_is_not_moved(batch, officer, begin, expected):
    session = batch.sessions.first()
    begin(session, officer)

    with pytest.raises(RuleViolation) as refused:
        moved_sessions.move_session(session, by=officer, wish=wish(session, day=date(2026, 11, 25)))

    assert codes(refused.value.reasons) == [expected]


@pytest.mark.parametrize("changes", [{"day": date(2026, 11, 25)}, {"starts_at": time(7)}, {"room": "Bengkel dua"}])
def test_once_its_hour_has_come_a_session_is_not_moved(batch, officer, changes):
    session = batch.sessions.first()

    with clock.moved_to(session.starts_at), pytest.raises(RuleViolation) as refused:
        moved_sessions.move_session(session, by=officer, wish=wish(session, **changes))

    assert codes(refused.value.reasons) == ["begun"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"state": "finalized", "finalized_at": clock.now()}, "finalized"),
        ({"batch__state": "finished"}, "over"),
        ({"cancelled": True}, "cancelled"),
    ],
)
def test_what_is_over_or_cancelled_is_not_moved(batch, officer, change, expected):
    session = batch.sessions.first()
    if expected == "over":
        Batch.objects.filter(pk=batch.pk).update(state="finished")
    elif expected == "cancelled":
        session = SessionFactory(batch=batch, date=date(2026, 11, 26), is_cancelled=True)
    else:
        Session.objects.filter(pk=session.pk).update(**change, finalized_by=officer)
    session = Session.objects.get(pk=session.pk)

    assert codes(moved_sessions.preview(session, wish(session, day=date(2026, 11, 25))).blockers) == [expected]


def test_clashes_of_instructor_room_and_participant_name_both_sessions(batch):
    session = batch.sessions.first()
    person = EnrollmentFactory(batch=batch).person
    same_teacher = other_session(batch, instructor=session.instructor)
    same_room = other_session(batch, room="bengkel  LAS", date=date(2026, 11, 26))
    shared = other_session(batch, date=date(2026, 11, 27))
    EnrollmentFactory(batch=shared.batch, person=person, blocks_parallel=False)

    found = {
        day: moved_sessions.preview(session, wish(session, day=date(2026, 11, day))).blockers for day in (25, 26, 27)
    }

    assert {day: codes(reasons) for day, reasons in found.items()} == {
        25: ["instructor_clash"],
        26: ["room_clash"],
        27: ["participant_clash"],
    }
    for day, other in ((25, same_teacher), (26, same_room), (27, shared)):
        assert batch.name in str(found[day][0])
        assert other.batch.name in str(found[day][0])
    assert person.full_name not in str(found[27][0])


def test_moving_keeps_the_length_with_its_break_and_the_schedule_leaves_it_there(batch, officer):
    session = batch.sessions.first()
    Session.objects.filter(pk=session.pk).update(break_after=2, break_minutes=15)
    session.refresh_from_db()

    with clock.moved_to(clock.now() + clock.MINUTE):
        moved = moved_sessions.move_session(
            session, by=officer, wish=wish(session, day=date(2026, 11, 27), starts_at=time(13))
        )

    batch.refresh_from_db()
    assert (moved.pk, moved.minutes, moved.jp, moved.is_placed_by_hand) == (session.pk, 195, 4, True)
    assert moved.changed_at > session.changed_at
    assert batch.ends_on == date(2026, 11, 27)
    assert moved in schedule_generation.preview(batch).kept
    event = AuditEvent.objects.get(action="session.move")
    assert event.details["before"]["starts_at"] == session.starts_at.isoformat()
    assert event.details["after"]["starts_at"] == moved.starts_at.isoformat()


def test_the_last_session_moved_forward_takes_the_end_of_the_batch_along(batch, officer):
    session = batch.sessions.last()

    effect = moved_sessions.preview(session, wish(session, day=date(2026, 11, 23), starts_at=time(13)))
    foreseen = (effect.moves_end, effect.ends_on)
    moved_sessions.move_session(session, by=officer, wish=wish(session, day=date(2026, 11, 23), starts_at=time(13)))

    batch.refresh_from_db()
    assert (foreseen, batch.ends_on) == ((True, date(2026, 11, 23)), date(2026, 11, 23))


def test_the_preview_writes_nothing_and_says_what_to_think_of(batch):
    session = batch.sessions.last()
    before = Session.objects.values().get(pk=session.pk)

    late = moved_sessions.preview(session, wish(session, day=date(2026, 12, 7)))

    assert (len(late.doubts), late.blockers) == (1, [])
    assert Session.objects.values().get(pk=session.pk) == before


def test_only_instructors_of_the_batch_are_taken_and_a_substitution_ends(batch, officer):
    session = batch.sessions.first()
    stranger = UserFactory(roles=["instructor"], training_center=batch.training_center)
    Session.objects.filter(pk=session.pk).update(instructor=stranger, substitute_for=session.instructor)
    lent, owner = Session.objects.get(pk=session.pk), session.instructor

    third = UserFactory(roles=["instructor"], training_center=batch.training_center)
    assert codes(moved_sessions.preview(lent, wish(lent, instructor=third)).blockers) == ["not_staff"]
    stays = moved_sessions.preview(lent, wish(lent, room="Bengkel dua"))
    assert (stays.blockers, stays.after.substitute_for) == ([], owner)
    moved = moved_sessions.move_session(lent, by=officer, wish=wish(lent, instructor=owner))
    assert (moved.instructor, moved.substitute_for) == (owner, None)


def test_a_session_half_an_hour_past_midnight_belongs_to_its_local_day(officer):
    batch = taught_batch(facility__time_zone="Asia/Jayapura")
    session = batch.sessions.first()

    after = moved_sessions.preview(session, wish(session, day=date(2026, 11, 25), starts_at=time(0, 30))).after

    assert (after.date, after.starts_at.utcoffset(), clock.local(after.starts_at, "UTC").date()) == (
        date(2026, 11, 25),
        clock.at(date(2026, 11, 25), time(), "Asia/Jayapura").utcoffset(),
        date(2026, 11, 24),
    )


@pytest.mark.postgres
def test_two_who_move_to_one_time_at_once_do_not_both_succeed(committed):
    batch = taught_batch()
    first, second = batch.sessions.all()
    officer = UserFactory(roles=["training_officer"], facility=batch.facility)
    day = date(2026, 11, 26)

    answers = done_at_once(
        *(
            lambda session=session: moved_sessions.move_session(session, by=officer, wish=wish(session, day=day))
            for session in (first, second)
        )
    )

    assert sorted(answers) == ["batch_clash", "done"]
