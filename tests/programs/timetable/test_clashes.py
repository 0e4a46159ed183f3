"""Nobody and nothing is in two places at once; touching ends are allowed."""

from datetime import date, time

import pytest

from programs.timetable.clashes import clash_blockers, clashes, grouped
from programs.timetable.models.sessions import Session
from tests.factories import BatchFactory, EnrollmentFactory, SessionFactory
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def taught(batch, *, at=time(8), **fields):
    return SessionFactory(batch=batch, clock_time=at, **fields)


def wanted(batch, *, at=time(8), **fields):
    return SessionFactory.build(batch=batch, unit=batch.version.units.first(), clock_time=at, **fields)


def elsewhere(batch):
    """Another batch of the same offices."""
    return BatchFactory(facility=batch.facility, training_center=batch.training_center, agreement=batch.agreement)


def test_an_instructor_who_teaches_elsewhere_is_named_with_both_sessions(batch):
    other = taught(elsewhere(batch), room="Bengkel dua")

    found = clash_blockers(batch, [wanted(batch, at=time(10), instructor=other.instructor)])

    assert codes(found) == ["instructor_clash"]
    for word in (batch.name, other.batch.name, other.instructor.full_name):
        assert word in str(found[0])


def test_a_batch_of_another_facility_is_not_named(batch):
    other = taught(BatchFactory(name="Jahit 9/2026", training_center=batch.training_center))

    found = clash_blockers(batch, [wanted(batch, instructor=other.instructor)])

    assert codes(found) == ["instructor_clash"]
    assert (other.batch.name in str(found[0]), other.instructor.full_name in str(found[0])) == (False, True)


def test_a_room_is_taken_whatever_its_capitals(batch):
    taught(elsewhere(batch), room="bengkel  LAS")
    other_teacher = SessionFactory(date=date(2026, 1, 5)).instructor

    assert codes(clash_blockers(batch, [wanted(batch, instructor=other_teacher)])) == ["room_clash"]


def test_the_same_room_name_of_another_facility_is_another_room(batch):
    taught(BatchFactory())
    teacher = SessionFactory(date=date(2026, 1, 5)).instructor

    assert clash_blockers(batch, [wanted(batch, instructor=teacher)]) == []


def test_other_people_in_another_room_of_the_facility_are_no_clash(batch):
    taught(elsewhere(batch), room="Bengkel dua")
    teacher = SessionFactory(date=date(2026, 1, 5)).instructor

    assert clash_blockers(batch, [wanted(batch, instructor=teacher)]) == []


def test_a_participant_of_two_batches_is_not_at_both(batch):
    other = taught(elsewhere(batch), room="Bengkel dua")
    enrollment = EnrollmentFactory(batch=batch, blocks_parallel=False)
    EnrollmentFactory(batch=other.batch, person=enrollment.person, blocks_parallel=False)
    teacher = SessionFactory(date=date(2026, 1, 5)).instructor

    assert codes(clash_blockers(batch, [wanted(batch, instructor=teacher)])) == ["participant_clash"]


def test_the_batch_itself_is_not_taught_twice_at_once(batch):
    teacher = taught(batch).instructor

    assert codes(clash_blockers(batch, [wanted(batch, at=time(9), instructor=teacher)])) == ["batch_clash"]


def test_touching_ends_are_allowed(batch):
    teacher = taught(batch).instructor

    assert clash_blockers(batch, [wanted(batch, at=time(11), instructor=teacher)]) == []


@pytest.mark.parametrize("fields", [{"is_cancelled": True}, {"date": date(2026, 11, 24)}])
def test_cancelled_and_other_days_do_not_clash(batch, fields):
    teacher = taught(batch, **fields).instructor

    assert clash_blockers(batch, [wanted(batch, instructor=teacher)]) == []


def test_sessions_that_are_replaced_do_not_count(batch):
    old = taught(batch)

    assert clash_blockers(batch, [wanted(batch, instructor=old.instructor)], without=[old.pk]) == []


def test_a_session_does_not_clash_with_itself(batch):
    session = taught(batch)

    assert clash_blockers(batch, [Session.objects.get(pk=session.pk)]) == []


def test_after_five_clashes_only_their_number_is_told(batch):
    teacher = taught(batch).instructor
    days = [taught(batch, date=date(2026, 12, day), instructor=teacher).date for day in range(1, 8)]

    found = clash_blockers(batch, [wanted(batch, date=day, instructor=teacher) for day in days])

    assert codes(found) == [*["batch_clash"] * 5, "more_clashes"]
    assert "2" in str(found[-1])


def test_every_clash_is_reachable_by_whom_it_is_with(batch):
    other = taught(elsewhere(batch))
    days = [taught(other.batch, date=date(2026, 12, day), instructor=other.instructor).date for day in range(1, 8)]

    found = clashes(batch, [wanted(batch, date=day, instructor=other.instructor) for day in days])

    assert [(name, len(rows)) for name, rows in grouped(found)] == [(f"{other.instructor} · {other.batch.name}", 7)]
    assert len({clash.values["starts_at"] for clash in found}) == 7
