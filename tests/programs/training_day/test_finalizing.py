import pytest

from core import clock
from core.errors import RuleViolation
from programs.models import BatchStaff, Session
from programs.training_day import finalizing, marking
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db
AGREED = {"left_block": 2, "arrived": 2, "left_workshop": 2, "back_in_block": 2, "tools_out": 8, "tools_in": 8}
REASON = "Satu kunci patah, dicatat di buku alat"


@pytest.fixture
def session():
    """Three participants: one present, one late, one sick."""
    session = SessionFactory()
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")
    present, late, sick = (EnrollmentFactory(batch=session.batch) for _ in range(3))
    marking.mark(session, present, by=session.instructor, status="present")
    marking.mark(session, late, by=session.instructor, status="late", minutes_late=5)
    marking.mark(session, sick, by=session.instructor, status="sick")
    return session


@pytest.fixture
def supervisor(session):
    return UserFactory(roles=["training_officer"], facility=session.batch.facility)


def codes(caught):
    return [reason.code for reason in caught.value.reasons]


def count(session, **changes):
    return finalizing.record_counts(session, by=session.instructor, **{**AGREED, **changes})


def test_a_session_closes_when_all_counts_agree(session):
    closed = finalizing.finalize(count(session), by=session.instructor)

    assert (closed.state, closed.finalized_by, closed.finalized_at) == ("finalized", session.instructor, clock.now())
    assert closed.counts_reason == ""


@pytest.mark.parametrize(
    ("changes", "open_checks"),
    [
        ({"back_in_block": 1}, ["heads"]),
        ({"left_workshop": None}, ["heads"]),
        ({"arrived": None}, ["heads", "presence"]),
        ({"left_block": 3, "arrived": 3, "left_workshop": 3, "back_in_block": 3}, ["presence"]),
        ({"tools_in": 7}, ["tools"]),
        ({"tools_out": None}, ["tools"]),
    ],
)
def test_counts_that_differ_keep_it_open(session, changes, open_checks):
    count(session, **changes)

    with pytest.raises(RuleViolation) as caught:
        finalizing.finalize(session, by=session.instructor, reason=REASON)

    assert codes(caught) == [*open_checks, "reason_missing"]


def test_a_supervisor_closes_with_a_reason_that_stays(session, supervisor):
    count(session, tools_in=7)

    with pytest.raises(RuleViolation) as caught:
        finalizing.finalize(session, by=supervisor, reason="Patah")
    closed = finalizing.finalize(session, by=supervisor, reason=REASON)

    assert codes(caught) == ["tools", "reason_missing"]
    assert (closed.state, closed.counts_reason) == ("finalized", REASON)


def test_a_reason_that_was_not_needed_is_not_kept(session, supervisor):
    assert finalizing.finalize(count(session), by=supervisor, reason=REASON).counts_reason == ""


def test_no_reason_stands_for_a_missing_mark(session, supervisor):
    EnrollmentFactory(batch=session.batch)
    count(session)

    with pytest.raises(RuleViolation) as caught:
        finalizing.finalize(session, by=supervisor, reason=REASON)

    assert codes(caught) == ["unmarked"]


def test_a_closed_session_is_neither_counted_nor_closed_again(session):
    finalizing.finalize(count(session), by=session.instructor)

    with pytest.raises(RuleViolation) as caught:
        finalizing.record_counts(session, by=session.instructor, arrived=3)
    with pytest.raises(RuleViolation):
        finalizing.finalize(session, by=session.instructor)
    assert codes(caught) == ["not_open"]


def test_a_session_to_come_is_not_counted(session):
    Session.objects.update(starts_at=clock.now() + clock.MINUTE, ends_at=clock.now() + 60 * clock.MINUTE)

    with pytest.raises(RuleViolation) as caught:
        count(session)

    assert codes(caught) == ["session_in_future"]


def test_strangers_and_readers_count_and_close_nothing(session):
    reader = UserFactory(roles=["rutan_head"], facility=session.batch.facility)
    stranger = UserFactory(roles=["training_officer"])

    found = [[reason.code for reason in finalizing.blockers(count(session), by=user)] for user in (reader, stranger)]

    assert found == [["not_allowed", "not_allowed"], ["not_allowed"]]


def test_counts_can_come_one_by_one(session):
    finalizing.record_counts(session, by=session.instructor, left_block=2)
    finalizing.record_counts(session, by=session.instructor, arrived=2)
    finalizing.record_counts(session, by=session.instructor, arrived=2)

    session.refresh_from_db()
    assert (session.left_block, session.arrived, session.left_workshop) == (2, 2, None)


def test_a_head_count_credits_nobody(session):
    count(session, left_block=3, arrived=3, left_workshop=3, back_in_block=3)

    assert sorted(session.marks.values_list("minutes_present", flat=True)) == [0, 175, 180]


def test_what_is_open_is_said_before_closing(session):
    states = [(check.code, check.state) for check in finalizing.checks(session)]

    assert states == [("unmarked", "ok"), ("heads", "unknown"), ("presence", "unknown"), ("tools", "unknown")]
