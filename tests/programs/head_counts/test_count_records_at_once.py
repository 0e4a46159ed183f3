"""Two who count at the same moment, and one who counts while another closes."""

import pytest

from core import clock
from programs.attendance import mark_changes, session_closing
from programs.batches.models import BatchStaff
from programs.count_alarms import count_alarms
from programs.count_alarms.models import CountAlarm
from programs.head_counts import count_records
from programs.head_counts.models import HeadCount
from programs.timetable.models.sessions import Session
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory, count_heads
from tests.together import done_at_once

ROUNDS = 8
REASON = "Satu orang dijemput penyidik"


@pytest.fixture
def session(committed):
    session = SessionFactory()
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")
    return session


def guard_of(session):
    return UserFactory(roles=["security_officer"], facility=session.batch.facility)


@pytest.mark.postgres
def test_counts_of_many_guards_at_one_point_leave_one_and_keep_the_others(session):
    guards = [guard_of(session) for _ in range(ROUNDS)]

    def deed(number):
        return lambda: count_records.record(session, by=guards[number], people={"left_block": number})

    answers = done_at_once(*(deed(number) for number in range(ROUNDS)))

    assert answers == ["done"] * ROUNDS
    assert (HeadCount.objects.count(), HeadCount.objects.standing().count()) == (ROUNDS, 1)


@pytest.mark.postgres
def test_of_many_who_saw_no_count_one_writes_and_the_others_are_told(session):
    guards = [guard_of(session) for _ in range(ROUNDS)]

    def deed(number):
        return lambda: count_records.record(
            session, by=guards[number], people={"left_block": number + 1}, seen={"left_block": None}
        )

    answers = done_at_once(*(deed(number) for number in range(ROUNDS)))

    assert sorted(answers) == ["done"] + ["stale_count"] * (ROUNDS - 1)
    assert HeadCount.objects.count() == 1


@pytest.mark.postgres
def test_one_person_on_both_sides_at_once_counts_on_one(session):
    both = UserFactory(roles=["security_officer", "training_officer"], facility=session.batch.facility)

    answers = done_at_once(
        lambda: count_records.record(session, by=both, people={"left_block": 3}),
        lambda: count_records.record(session, by=both, people={"arrived": 3}),
    )

    assert sorted(answers) == ["done", "other_side"]
    assert HeadCount.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.parametrize("_round", range(4))
def test_a_count_against_closing_keeps_it_open_or_alarms_after_it(session, _round):
    person = EnrollmentFactory(batch=session.batch)
    mark_changes.mark(session, person, by=session.instructor, status="present")
    count_heads(session, 1)
    guard = guard_of(session)

    counted, closed = done_at_once(
        lambda: count_records.record(session, by=guard, people={"back_in_block": 0}),
        lambda: session_closing.finalize(session, by=session.instructor, ended_at=clock.now()),
    )

    state = Session.objects.get(pk=session.pk).state
    back = count_records.figures(session)["back_in_block"]
    # Never closed over counts that differ; after it, the second count of that day is taken.
    assert (counted, closed, state, back) in [
        ("done", "heads reason_missing", "planned", 0),
        ("done", "done", "finalized", 0),
    ]
    assert [(alarm.before, alarm.after) for alarm in CountAlarm.objects.open()] == [(1, 0)]


@pytest.mark.postgres
def test_two_who_close_at_once_close_it_once(session):
    person = EnrollmentFactory(batch=session.batch)
    mark_changes.mark(session, person, by=session.instructor, status="present")
    count_heads(session, 1, back_in_block=0)
    officers = [UserFactory(roles=["training_officer"], facility=session.batch.facility) for _ in range(2)]

    answers = done_at_once(
        *(
            lambda by=by: session_closing.finalize(session, by=by, reason=REASON, ended_at=clock.now())
            for by in officers
        )
    )

    assert sorted(answers) == ["done", "not_open"]


@pytest.mark.postgres
@pytest.mark.parametrize("_round", range(4))
def test_two_sides_that_count_differently_at_once_raise_one_alarm(session, _round):
    EnrollmentFactory(batch=session.batch)
    guard = guard_of(session)

    answers = done_at_once(
        lambda: count_records.record(session, by=guard, people={"left_block": 1}),
        lambda: count_records.record(session, by=session.instructor, people={"arrived": 0}),
    )

    assert answers == ["done"] * 2
    alarm = CountAlarm.objects.get()
    assert (alarm.is_open, alarm.to_point, alarm.after) == (True, "arrived", 0)


@pytest.mark.postgres
def test_of_two_supervisors_who_explain_at_once_one_is_told(session):
    count_heads(session, 1, leave_out=["back_in_block"])
    count_records.record(session, by=guard_of(session), people={"back_in_block": 0})
    heads = [UserFactory(roles=["rutan_head"], facility=session.batch.facility) for _ in range(2)]

    answers = done_at_once(
        *(lambda by=by: count_alarms.explain(session, by=by, reason=REASON, is_sure=True) for by in heads)
    )

    assert sorted(answers) == ["done", "no_alarm"]
    assert CountAlarm.objects.get().explained_by in heads


@pytest.mark.postgres
def test_two_guards_who_look_at_once_leave_one_word_a_person(session):
    place = EnrollmentFactory(batch=session.batch)
    count_records.record(session, by=guard_of(session), people={"left_block": 0})
    guards = [guard_of(session) for _ in range(ROUNDS)]

    def deed(number):
        return lambda: count_alarms.say(session, by=guards[number], seen={place: bool(number % 2)})

    answers = done_at_once(*(deed(number) for number in range(ROUNDS)))

    assert answers == ["done"] * ROUNDS
    assert CountAlarm.objects.get().people.count() == 1


@pytest.mark.postgres
@pytest.mark.parametrize("_round", range(4))
def test_a_count_against_its_explanation_is_known_to_it_or_alarms_anew(session, _round):
    count_heads(session, 2, leave_out=["back_in_block"])
    guard, head = guard_of(session), UserFactory(roles=["rutan_head"], facility=session.batch.facility)
    count_records.record(session, by=guard, people={"back_in_block": 1})

    answers = done_at_once(
        lambda: count_records.record(session, by=guard, people={"back_in_block": 0}),
        lambda: count_alarms.explain(session, by=head, reason=REASON),
    )

    assert answers == ["done"] * 2
    figures = [(alarm.is_open, alarm.after) for alarm in CountAlarm.objects.order_by("pk")]
    # The second number is explained with the first, or it waits for an explanation of its own.
    assert figures in ([(False, 0)], [(False, 1), (True, 0)])
