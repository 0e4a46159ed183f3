"""Single sessions cancelled, restored and made up for: every reason against it, and what follows."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from programs.attendance.models.marks import AttendanceStatus, Mark
from programs.batch_lifecycle import batch_plan
from programs.batches.models import Batch, BatchStaff
from programs.head_counts.models import HeadCount
from programs.journal.models import JournalEntry
from programs.timetable import cancelled_sessions, office_holidays
from programs.timetable.models.sessions import CancelReason, Session
from programs.tools.models import Tool, ToolIssue
from tests.factories import BatchFactory, EnrollmentFactory, SessionFactory, UserFactory
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]

NOTE = "Instruktur dipanggil ke dinas"
SUNDAY = datetime(2026, 11, 1, 9, tzinfo=ZoneInfo("Asia/Makassar"))


@pytest.fixture(autouse=True)
def _before_the_first_session():
    with clock.moved_to(SUNDAY):
        yield


@pytest.fixture
def batch():
    """Three sessions of four lessons on Mondays from 2 November 2026: all that the program asks for."""
    batch = BatchFactory(state=Batch.State.PLANNED, version__total_jp=12, version__units=1)
    teacher = UserFactory(roles=["instructor"], training_center=batch.training_center)
    BatchStaff.objects.create(batch=batch, user=teacher, duty="instructor")
    for day in (2, 9, 16):
        SessionFactory(batch=batch, instructor=teacher, date=date(2026, 11, day))
    Batch.objects.filter(pk=batch.pk).update(ends_on=date(2026, 11, 16))
    return Batch.objects.get(pk=batch.pk)


def cancel(session, officer, cause="power", note=""):
    return cancelled_sessions.cancel_session(session, by=officer, cause=cause, note=note)


def make_up(session, officer, *, day=date(2026, 11, 18), at=time(8)):
    teacher = session.instructor
    return cancelled_sessions.make_up(
        session, by=officer, day=day, starts_at=at, instructor=teacher, room="Bengkel las"
    )


@pytest.mark.parametrize(
    ("cause", "note", "state", "expected"),
    [
        ("power", "", "planned", []),
        ("security", "", "planned", []),
        ("other", NOTE, "planned", []),
        ("other", "   libur   ", "planned", ["reason_missing"]),
        ("batch", "", "planned", ["no_such_cause"]),
        ("nothing", "", "planned", ["no_such_cause"]),
        ("power", "", "cancelled", ["not_planned"]),
        ("power", "", "finalized", ["finalized"]),
    ],
)
def test_each_reason_against_cancelling(batch, officer, cause, note, state, expected):
    session = batch.sessions.first()
    session.state = state

    row = CancelReason.objects.filter(code=cause).first()

    assert codes(cancelled_sessions.cancel_blockers(session, by=officer, cause=row, note=note)) == expected


def marked(session, officer):
    Mark.objects.create(
        session=session,
        enrollment=EnrollmentFactory(batch=session.batch),
        status=AttendanceStatus.objects.get(code="present"),
        minutes_present=180,
        happened_at=session.starts_at,
        recorded_by=officer,
    )


def counted(session, officer):
    HeadCount.objects.create(session=session, point="left_block", people=0, counted_at=clock.now(), counted_by=officer)


def with_a_tool(session, officer):
    tool = Tool.objects.create(
        facility=session.facility,
        program=session.batch.version.program,
        number="LAS-01",
        number_key="las1",
        name="Palu",
    )
    ToolIssue.objects.create(session=session, tool=tool, out_at=session.starts_at, out_by=officer)


def in_the_journal(session, officer):
    JournalEntry.objects.create(session=session, material="Sambungan tumpul", written_by=officer)


BEGAN = [(marked, "has_marks"), (counted, "has_counts"), (with_a_tool, "has_tools"), (in_the_journal, "has_journal")]


@pytest.mark.parametrize(("begin", "expected"), BEGAN)
def test_a_session_that_began_is_not_cancelled(batch, officer, begin, expected):
    session = batch.sessions.first()
    begin(session, officer)

    with pytest.raises(RuleViolation) as refused:
        cancel(session, officer)

    assert codes(refused.value.reasons) == [expected]


@pytest.mark.parametrize(
    ("role", "note", "expected"),
    [
        ("training_officer", NOTE, []),
        ("training_officer", "", ["reason_missing"]),
        ("blk_coordinator", NOTE, ["begun"]),
        ("blk_coordinator", "", ["begun", "reason_missing"]),
    ],
)
@pytest.mark.parametrize("minutes", [0, 60, 60 * 24 * 7])
def test_once_it_has_begun_only_who_explains_counts_cancels_and_says_why(batch, role, note, expected, minutes):
    session = batch.sessions.first()
    office = {"training_officer": {"facility": batch.facility}}.get(role, {"training_center": batch.training_center})
    user = UserFactory(roles=[role], **office)
    row = CancelReason.objects.get(code="power")

    with clock.moved_to(session.starts_at + minutes * clock.MINUTE):
        found = cancelled_sessions.cancel_blockers(session, by=user, cause=row, note=note)

    assert codes(found) == expected


def test_a_supervisor_of_another_facility_does_not_cancel_what_has_begun(batch):
    session, row = batch.sessions.first(), CancelReason.objects.get(code="power")
    stranger = UserFactory(roles=["training_officer"])

    with clock.moved_to(session.starts_at):
        found = cancelled_sessions.cancel_blockers(session, by=stranger, cause=row, note=NOTE)

    assert codes(found) == ["begun"]


def test_the_audit_says_that_cancelling_stands_for_the_counts(batch, officer):
    first, second = batch.sessions.all()[:2]

    with clock.moved_to(first.ends_at):
        cancel(first, officer, "power", NOTE)
        cancel(second, officer)

    assert [event.details for event in AuditEvent.objects.filter(action="session.cancel").order_by("pk")] == [
        {"cause": "power", "reason": NOTE, "instead_of_counts": True},
        {"cause": "power", "reason": "", "instead_of_counts": False},
    ]


def test_cancelling_says_why_and_when_and_restoring_takes_it_back(batch, officer):
    session = batch.sessions.first()
    before = session.changed_at
    with clock.moved_to(before + clock.MINUTE):
        session = cancel(session, officer, "other", NOTE)
    with clock.moved_to(before + 2 * clock.MINUTE):
        restored = cancelled_sessions.restore_session(session, by=officer)

    assert (session.cancel_cause.code, session.cancel_reason, session.changed_at) == (
        "other",
        NOTE,
        before + clock.MINUTE,
    )
    assert (restored.state, restored.cancel_cause, restored.cancel_reason, restored.changed_at) == (
        "planned",
        None,
        "",
        before + 2 * clock.MINUTE,
    )
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "session.cancel",
        "session.restore",
    ]


@pytest.mark.parametrize(
    ("cause", "note", "to_facility", "to_center"),
    [
        ("power", "", "Listrik padam", "Listrik padam"),
        ("power", "Gardu rusak", "Listrik padam: Gardu rusak", "Listrik padam"),
        ("other", "Blok C rusuh lagi", "Lainnya: Blok C rusuh lagi", "Alasan dinas"),
        ("security", "Razia blok B", "Keamanan, blok ditutup: Razia blok B", "Alasan dinas"),
    ],
)
def test_the_training_center_reads_no_reason_of_custody(batch, officer, cause, note, to_facility, to_center):
    session = cancel(batch.sessions.first(), officer, cause, note)

    assert (session.cancel_words(for_facility=True), session.cancel_words(for_facility=False)) == (
        to_facility,
        to_center,
    )


def test_what_the_training_center_wrote_both_offices_read(batch):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=batch.training_center)
    session = cancel(batch.sessions.first(), coordinator, "other", "Instruktur sakit")

    words = (session.cancel_words(for_facility=True), session.cancel_words(for_facility=False))

    assert words == ("Lainnya: Instruktur sakit",) * 2


@pytest.mark.parametrize(("minutes", "expected"), [(-1, []), (0, ["hour_over"])])
def test_session_is_restored_until_its_hour_is_over(batch, officer, minutes, expected):
    session = cancel(batch.sessions.first(), officer)

    with clock.moved_to(session.ends_at + minutes * clock.MINUTE):
        found = cancelled_sessions.restore_blockers(session)

    assert codes(found) == expected


def test_a_session_that_stands_is_neither_restored_nor_made_up(batch, officer):
    session = batch.sessions.first()

    assert codes(cancelled_sessions.restore_blockers(session)) == ["not_cancelled"]
    with pytest.raises(RuleViolation) as refused:
        make_up(session, officer)
    assert codes(refused.value.reasons) == ["not_cancelled"]


def test_a_session_on_a_day_closed_meanwhile_stays_cancelled(batch, officer):
    session = cancel(batch.sessions.first(), officer)
    office_holidays.add_holiday(by=officer, office=batch.facility, date=session.date, name="Hari jadi kabupaten")

    assert codes(cancelled_sessions.restore_blockers(session)) == ["closed_day"]


def test_a_make_up_takes_the_hours_and_moves_the_end(batch, officer):
    session = batch.sessions.last()
    cancel(session, officer)

    made = make_up(session, officer, day=date(2026, 11, 25))

    batch.refresh_from_db()
    assert (made.makes_up_for, made.jp, made.unit, made.minutes) == (session, 4, session.unit, 180)
    assert (made.is_placed_by_hand, made.facility) == (True, batch.facility)
    assert (batch.ends_on, batch_plan.schedule_blockers(batch)) == (date(2026, 11, 25), [])


def test_hours_are_made_up_once(batch, officer):
    session = batch.sessions.first()
    cancel(session, officer)
    make_up(session, officer)

    with pytest.raises(RuleViolation) as refused:
        make_up(session, officer, day=date(2026, 11, 19))
    session.refresh_from_db()

    assert codes(refused.value.reasons) == ["made_up_once"]
    assert codes(cancelled_sessions.restore_blockers(session)) == ["made_up"]


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        (date(2026, 12, 25), time(8), ["closed_day"]),
        (date(2026, 10, 28), time(8), ["past", "too_early"]),
        (date(2026, 11, 1), time(8), ["past", "too_early"]),
        (date(2026, 11, 1), time(10), ["too_early"]),
        (date(2026, 11, 9), time(9), ["batch_clash"]),
        (date(2026, 11, 9), time(11), []),
    ],
)
def test_each_reason_against_the_time_of_a_make_up(batch, officer, day, at, expected):
    session = batch.sessions.first()
    cancel(session, officer)

    try:
        make_up(session, officer, day=day, at=at)
        found = []
    except RuleViolation as refused:
        found = codes(refused.reasons)

    assert found == expected


def test_a_batch_that_is_over_takes_no_session_back(batch, officer):
    session = batch.sessions.first()
    cancel(session, officer)
    batch_plan.cancel(batch, by=officer, cause="other", reason=NOTE)
    session = Session.objects.get(pk=session.pk)

    assert codes(cancelled_sessions.restore_blockers(session)) == ["over"]
    assert list(batch.sessions.values_list("cancel_cause__code", flat=True)) == ["power", "batch", "batch"]
