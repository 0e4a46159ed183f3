import pytest

from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from programs.attendance import mark_changes, session_closing
from programs.batches.models import BatchStaff
from programs.head_counts import count_records
from programs.head_counts.models import HeadCount
from programs.timetable.models.sessions import Session
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory, count_heads
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
REASON = "Satu orang dijemput penyidik di bengkel"


@pytest.fixture
def session():
    """Three participants: one present, one late, one sick."""
    session = SessionFactory()
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")
    present, late, sick = (EnrollmentFactory(batch=session.batch) for _ in range(3))
    mark_changes.mark(session, present, by=session.instructor, status="present")
    mark_changes.mark(session, late, by=session.instructor, status="late", minutes_late=5)
    mark_changes.mark(session, sick, by=session.instructor, status="sick")
    return session


@pytest.fixture
def supervisor(session):
    return UserFactory(roles=["training_officer"], facility=session.batch.facility)


def test_a_session_closes_when_all_counts_agree(session):
    count_heads(session, 2)

    closed = session_closing.finalize(session, by=session.instructor, ended_at=clock.now())

    assert (closed.state, closed.finalized_by, closed.finalized_at) == ("finalized", session.instructor, clock.now())
    assert closed.counts_reason == ""


@pytest.mark.parametrize(
    ("changes", "open_checks"),
    [
        ({"back_in_block": 1}, ["heads"]),
        ({"left_block": 3}, ["heads"]),
        ({"leave_out": ["left_workshop"]}, ["heads"]),
        ({"leave_out": ["arrived"]}, ["heads", "presence"]),
        ({"people": 3}, ["presence"]),
        ({"people": 1}, ["presence"]),
    ],
)
def test_counts_that_differ_keep_it_open(session, changes, open_checks):
    count_heads(session, **{"people": 2, **changes})

    with pytest.raises(RuleViolation) as caught:
        session_closing.finalize(session, by=session.instructor, reason=REASON, ended_at=clock.now())

    assert codes(caught) == [*open_checks, "reason_missing"]


def test_fifteen_out_and_fourteen_back_close_with_a_supervisors_reason_alone(supervisor, session):
    for _ in range(13):
        mark_changes.mark(session, EnrollmentFactory(batch=session.batch), by=session.instructor, status="present")
    count_heads(session, 15, left_workshop=14, back_in_block=14)

    with pytest.raises(RuleViolation) as by_instructor:
        session_closing.finalize(session, by=session.instructor, reason=REASON, ended_at=clock.now())
    with pytest.raises(RuleViolation) as too_short:
        session_closing.finalize(session, by=supervisor, reason="   Dijemput   ", ended_at=clock.now())
    closed = session_closing.finalize(session, by=supervisor, reason=REASON, ended_at=clock.now())

    assert (codes(by_instructor), codes(too_short)) == (["heads", "reason_missing"],) * 2
    assert "15 – 15 – 14 – 14" in str(by_instructor.value)
    assert (closed.state, closed.counts_reason, closed.finalized_by) == ("finalized", REASON, supervisor)
    event = AuditEvent.objects.get(action="session.finalize")
    assert (event.actor_id, event.details) == (
        supervisor.pk,
        {
            "present": 15,
            "heads": {"left_block": 15, "arrived": 15, "left_workshop": 14, "back_in_block": 14},
            "differing": ["heads"],
            "ended_at": closed.ended_at.isoformat().replace("+00:00", "Z"),
            "minutes": closed.lesson_minutes,
        },
    )


def test_before_the_planned_end_whoever_closes_says_that_the_session_is_over(session):
    count_heads(session, 2)

    with pytest.raises(RuleViolation) as caught:
        session_closing.finalize(session, by=session.instructor)
    with clock.moved_to(session.ends_at):
        closed = session_closing.finalize(session, by=session.instructor)

    assert [str(reason) for reason in caught.value.reasons] == [
        "Sesi ini berlangsung sampai 11.00. Bila sudah selesai, centang pernyataan itu dan isi pukul berapa selesainya."
    ]
    assert (closed.state, closed.ended_at, closed.lesson_minutes) == ("finalized", None, 180)
    assert "ended_at" not in AuditEvent.objects.get(action="session.finalize").details


def test_a_reason_that_was_not_needed_is_not_kept(session, supervisor):
    count_heads(session, 2)

    assert session_closing.finalize(session, by=supervisor, reason=REASON, ended_at=clock.now()).counts_reason == ""


def test_no_reason_stands_for_a_missing_mark(session, supervisor):
    EnrollmentFactory(batch=session.batch)
    count_heads(session, 2)

    with pytest.raises(RuleViolation) as caught:
        session_closing.finalize(session, by=supervisor, reason=REASON, ended_at=clock.now())

    assert codes(caught) == ["unmarked"]


def test_a_closed_session_is_neither_counted_nor_closed_again(session):
    count_heads(session, 2)
    session_closing.finalize(session, by=session.instructor, ended_at=clock.now())

    with pytest.raises(RuleViolation) as caught:
        count_records.record(session, by=session.instructor, people={"arrived": 3})
    with pytest.raises(RuleViolation):
        session_closing.finalize(session, by=session.instructor, ended_at=clock.now())
    assert codes(caught) == ["not_open"]


def test_a_session_to_come_is_not_closed(session):
    count_heads(session, 2)
    Session.objects.update(starts_at=clock.now() + clock.MINUTE, ends_at=clock.now() + 60 * clock.MINUTE)
    session.refresh_from_db()

    with pytest.raises(RuleViolation) as caught:
        session_closing.finalize(session, by=session.instructor, ended_at=clock.now())

    assert codes(caught) == ["session_in_future"]


def test_strangers_readers_and_guards_close_nothing(session):
    count_heads(session, 2)
    facility = session.batch.facility
    reader, guard = (UserFactory(roles=[role], facility=facility) for role in ("rutan_head", "security_officer"))
    stranger = UserFactory(roles=["training_officer"])

    found = [
        [reason.code for reason in session_closing.blockers(session, by=user)] for user in (reader, guard, stranger)
    ]

    assert found == [["not_allowed"]] * 3


def test_a_head_count_credits_nobody(session):
    count_heads(session, 3)

    assert sorted(session.marks.values_list("minutes_present", flat=True)) == [0, 175, 180]


def test_what_is_open_is_said_before_closing_without_a_figure_of_the_other_side(session):
    count_heads(session, 2, leave_out=["arrived"], left_block=17)

    found = session_closing.checks(session)

    assert [(check.code, check.state) for check in found] == [
        ("unmarked", "ok"),
        ("heads", "unknown"),
        ("presence", "unknown"),
        ("tools", "ok"),
    ]
    assert not any("17" in check.message for check in found)


def test_a_replaced_count_is_none(session):
    count_heads(session, 2, back_in_block=1)
    HeadCount.objects.filter(point="back_in_block").update(replaced_at=clock.now())

    assert [(check.code, check.state) for check in session_closing.checks(session)][1] == ("heads", "unknown")
