"""Hours that are corrected, or that somebody names later: of the end of class, of a count and of a departure."""

from datetime import timedelta

import pytest

from core import clock
from inmates.custody.models.circumstances import Circumstance
from inmates.custody.models.stays import Movement
from programs.attendance import early_end, mark_changes, session_closing
from programs.circumstances import custody_end
from programs.count_alarms import count_alarms
from programs.count_alarms.known_reasons import known_each
from programs.count_alarms.missing_people import over_since, said_of
from programs.count_alarms.recorded_since import recorded_since
from programs.head_counts import count_records
from tests.factories import EnrollmentFactory, PersonFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
REASON = "Satu orang dijemput penyidik dari bengkel"


def at(session, minutes):
    """The moment this many minutes after the session began."""
    return session.starts_at + timedelta(minutes=minutes)


# When class was over


def closed_early(session, officer, count):
    count(left_block=3, arrived=3)
    for place in session.batch.enrollments.all():
        mark_changes.mark(session, place, by=session.instructor, status="present")
    with clock.moved_to(at(session, 150)):
        session_closing.finalize(session, by=officer, reason=REASON, ended_at=at(session, 120))
    session.refresh_from_db()


def test_class_was_over_when_it_ended_and_not_when_the_session_was_closed(session, count, officer):
    closed_early(session, officer, count)

    assert over_since(session) == at(session, 120)


def test_class_that_ended_as_planned_after_all_was_over_then(session, count, officer):
    closed_early(session, officer, count)
    with clock.moved_to(session.ends_at + clock.MINUTE):
        early_end.correct(session, by=officer, ended_at=session.ends_at, reason="Salah tulis di bengkel")
        session.refresh_from_db()

        assert over_since(session) == session.ends_at


def test_who_was_seen_between_the_end_of_class_and_the_closing_is_not_called_again(session, count, officer, guard):
    place = session.batch.enrollments.first()
    count(left_block=3)
    for one in session.batch.enrollments.all():
        mark_changes.mark(session, one, by=session.instructor, status="present")
    with clock.moved_to(at(session, 130)):
        alarm = count_alarms.say(session, by=guard, seen={place: True}).alarm
    with clock.moved_to(at(session, 150)):
        session_closing.finalize(session, by=officer, reason=REASON, ended_at=at(session, 120))
        alarm.session.refresh_from_db()

        assert {key: row.is_seen for key, row in said_of(alarm).items()} == {place.pk: True}


# When the first heads were counted


@pytest.mark.parametrize(("corrected", "is_known"), [(None, False), (50, True)])
def test_whoever_was_still_out_at_the_corrected_hour_of_the_first_count_is_accounted_for(
    session, guard, corrected, is_known
):
    place = session.batch.enrollments.last()
    Movement.objects.create(person=place.person, kind="court", out_at=at(session, -60), back_at=at(session, 60))
    mark_changes.mark(session, place, by=session.instructor, status="sick", note="Demam")
    count_records.record(session, by=guard, people={"left_block": 2}, counted_at=at(session, 65))
    if corrected:
        count_records.record(session, by=guard, people={"left_block": 2}, counted_at=at(session, corrected))

    assert known_each([session]) == {session.pk: {place.pk} if is_known else set()}


# When somebody left


@pytest.fixture
def registrar(session):
    return UserFactory(roles=["registrar"], facility=session.batch.facility)


@pytest.fixture
def inmate(session):
    return EnrollmentFactory(
        batch=session.batch, person=PersonFactory(facility=session.batch.facility, with_custody=True)
    )


@pytest.mark.parametrize(
    ("hour", "words"), [(None, "Melarikan diri, dicatat 09.12"), (30, "Melarikan diri, sejak 08.30")]
)
def test_of_whoever_left_the_hour_of_leaving_is_told_where_it_is_known(
    session, inmate, officer, registrar, hour, words
):
    left_at = at(session, hour) if hour else None
    custody_end.leave(inmate.person, by=registrar, kind=Circumstance.Kind.ESCAPE, on=session.date, left_at=left_at)

    assert recorded_since(session, [inmate], officer) == {inmate.pk: words}


def test_who_left_on_that_day_after_the_session_was_closed_left_after_it(session, inmate, count, officer, registrar):
    count(left_block=4, arrived=4, left_workshop=4, back_in_block=4)
    for place in session.batch.enrollments.all():
        mark_changes.mark(session, place, by=session.instructor, status="present")
    with clock.moved_to(session.ends_at):
        session_closing.finalize(session, by=officer)
    session.refresh_from_db()
    left_at = session.ends_at + timedelta(hours=2)
    with clock.moved_to(session.ends_at + timedelta(hours=3)):
        custody_end.leave(inmate.person, by=registrar, kind=Circumstance.Kind.ESCAPE, on=session.date, left_at=left_at)
        inmate.refresh_from_db()

        assert Circumstance.objects.get().period.left_at == left_at
        # What became of the place stays beside the name.
        assert recorded_since(session, [inmate], officer) == {inmate.pk: "Melarikan diri, sejak 23 Nov 2026"}
