"""Sessions that ended earlier than planned: nobody is credited with what was not taught."""

from datetime import time

import pytest
from django.db import IntegrityError, transaction

from certification.assessment import certificate_gate
from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from programs.attendance import attendance_figures, early_end, mark_changes, roll_rows, session_closing
from programs.attendance.models.marks import Mark
from programs.batch_lifecycle import batch_plan
from programs.batches.models import BatchStaff
from programs.timetable import unit_hours
from programs.timetable.models.sessions import Session
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory, count_heads
from tests.html import compact
from tests.programs.addresses import url
from tests.reasons import codes

pytestmark = pytest.mark.django_db
REASON = "Listrik padam pukul 08.20, bengkel dikosongkan"


@pytest.fixture
def session():
    """08.00 to 11.15 with a break of 15 minutes after 90; one present, one 20 minutes late, one sick, one absent."""
    session = SessionFactory(break_after=2, break_minutes=15)
    Session.objects.update(ends_at=session.starts_at + 195 * clock.MINUTE)
    session.refresh_from_db()
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")
    for status, minutes in (("present", 0), ("late", 20), ("sick", 0), ("unexcused", 0)):
        place = EnrollmentFactory(batch=session.batch)
        mark_changes.mark(session, place, by=session.instructor, status=status, minutes_late=minutes)
    count_heads(session, 2)
    return session


@pytest.fixture
def supervisor(session):
    return UserFactory(roles=["training_officer"], facility=session.batch.facility)


def closed(session, at):
    with clock.moved_to(session.starts_at + at * clock.MINUTE):
        return session_closing.finalize(session, by=session.instructor, ended_at=clock.now())


def local(session, hour):
    """The moment at which it is that hour on the day of the session."""
    return clock.at(session.date, hour, session.facility.time_zone)


def minutes(session):
    return list(Mark.objects.filter(session=session).order_by("pk").values_list("minutes_present", flat=True))


@pytest.mark.parametrize(
    ("at", "taught", "credited"),
    [
        (8, 8, [8, 0, 0, 0]),
        (45, 45, [45, 25, 0, 0]),
        (90, 90, [90, 70, 0, 0]),
        (100, 90, [90, 70, 0, 0]),
        (105, 90, [90, 70, 0, 0]),
        (120, 105, [105, 85, 0, 0]),
        (194, 179, [179, 159, 0, 0]),
    ],
)
def test_whoever_was_there_is_credited_with_what_was_taught_until_the_end(session, at, taught, credited):
    ended = closed(session, at)

    assert (ended.ended_at, ended.taught_minutes) == (session.starts_at + at * clock.MINUTE, taught)
    assert minutes(session) == credited


@pytest.mark.engines
def test_marks_keep_what_they_said_and_those_that_stay_the_same_get_no_version(session):
    closed(session, 8)

    said = [
        [(row.version, row.status_code, row.minutes_present) for row in mark.revisions.order_by("version")]
        for mark in Mark.objects.order_by("pk")
    ]
    assert said == [
        [(1, "present", 180), (2, "present", 8)],
        [(1, "late", 160), (2, "late", 0)],
        [(1, "sick", 0)],
        [(1, "unexcused", 0)],
    ]


@pytest.mark.engines
def test_hours_gate_and_schedule_count_what_was_taught(session):
    closed(session, 8)
    session.refresh_from_db()

    batch = session.batch
    sessions = list(batch.sessions.all())
    (first, *_others) = unit_hours.hours_by_unit(batch, sessions)
    hours = next(reason for reason in certificate_gate.batch_blockers(batch, is_signed=True) if reason.code == "hours")
    places = attendance_figures.with_attendance(batch.enrollments.order_by("pk"))
    assert (first.held, first.planned, first.missing) == (0.1, 0, first.total)
    assert hours.values == {"held": 0, "total": batch.version.total_jp}
    assert [(row.minutes_held, row.minutes_possible) for row in places] == [(8, 8), (0, 8), (0, 0), (0, 8)]
    assert codes(batch_plan.schedule_blockers(batch)) == ["hours_missing"]


@pytest.mark.engines
def test_the_end_can_be_written_down_and_is_asked_after_the_planned_end_too(session):
    with clock.moved_to(session.ends_at + 2 * 60 * clock.MINUTE):
        with pytest.raises(RuleViolation) as without_hour:
            session_closing.finalize(session, by=session.instructor, ended_at=clock.now())
        ended = session_closing.finalize(session, by=session.instructor, ended_at=local(session, time(8, 45)))

    assert codes(without_hour) == ["ended_at"]
    assert (clock.local(ended.ended_at, session.facility.time_zone).time(), ended.taught_minutes) == (time(8, 45), 45)


@pytest.mark.parametrize("ended", [time(8), time(7, 59), time(9, 1), time(11, 16)])
def test_an_end_before_the_start_or_in_the_future_is_refused(session, ended):
    with clock.moved_to(session.starts_at + 60 * clock.MINUTE), pytest.raises(RuleViolation) as caught:
        session_closing.finalize(session, by=session.instructor, ended_at=local(session, ended))

    assert codes(caught) == ["ended_at"]


@pytest.mark.engines
def test_a_supervisor_corrects_the_end_with_a_reason_and_back(session, supervisor):
    closed(session, 8)
    first = local(session, time(8, 20))

    with clock.moved_to(session.ends_at):
        with pytest.raises(RuleViolation) as by_instructor:
            early_end.correct(session, by=session.instructor, ended_at=first, reason=REASON)
        with pytest.raises(RuleViolation) as without_reason:
            early_end.correct(session, by=supervisor, ended_at=first, reason="Salah")
        corrected = early_end.correct(session, by=supervisor, ended_at=first, reason=REASON)
        credited = minutes(session)
        whole = early_end.correct(session, by=supervisor, ended_at=session.ends_at, reason=REASON)

    assert (codes(by_instructor), codes(without_reason)) == (["locked"], ["reason_missing"])
    assert (corrected.taught_minutes, credited) == (20, [20, 0, 0, 0])
    assert (whole.ended_at, whole.taught_minutes, minutes(session)) == (None, None, [180, 160, 0, 0])
    last = Mark.objects.earliest("pk").revisions.latest("version")
    assert (last.version, last.minutes_present, last.reason, last.recorded_by) == (4, 180, REASON, supervisor)
    assert AuditEvent.objects.filter(action="session.correct").count() == 2


def test_the_end_of_a_session_that_is_not_closed_is_not_corrected(session, supervisor):
    with clock.moved_to(session.ends_at), pytest.raises(RuleViolation) as caught:
        early_end.correct(session, by=supervisor, ended_at=session.ends_at, reason=REASON)

    assert codes(caught) == ["not_closed"]


@pytest.mark.engines
@pytest.mark.parametrize("changes", [{"taught_minutes": 8}, {"ended_at": "starts_at"}, {"ended_at": "ends_at"}])
def test_the_database_keeps_the_end_between_the_hours_and_beside_its_minutes(session, changes):
    closed(session, 20)
    values = {"ended_at": None} | {
        key: getattr(session, value) if isinstance(value, str) else value for key, value in changes.items()
    }

    with pytest.raises(IntegrityError, match="session_ends_early_between_its_hours"), transaction.atomic():
        Session.objects.update(**values)


@pytest.mark.engines
def test_pages_say_that_it_ended_early_and_the_supervisor_corrects_it_there(session, supervisor, sign_in):
    client = sign_in(session.instructor)
    sheet = client.get(url("session_roll", session))
    with clock.moved_to(session.starts_at + 8 * clock.MINUTE):
        client.post(url("session_finalize", session), {"is_over": "on", "ended": "08.05"})
    roll = compact(client.get(url("session_roll", session)).content.decode())
    journal = compact(client.get(url("session_journal", session)).content.decode())
    officer = sign_in(supervisor)
    with clock.moved_to(session.ends_at):
        page = officer.get(url("session_end", session))
        refused = officer.post(url("session_end", session), {"ended": "12.00", "reason": REASON})
        taken = officer.post(url("session_end", session), {"ended": "11.15", "reason": REASON})

    assert 'name="ended"' in sheet.content.decode()
    for text in (roll, journal):
        assert "selesai lebih awal pukul 08.05, terlaksana 5 menit" in text
    assert 'value="08.05"' in page.content.decode()
    assert (refused.status_code, taken.status_code, minutes(session)) == (422, 302, [180, 160, 0, 0])


def test_an_hour_without_its_tick_closes_nothing(session, sign_in):
    with clock.moved_to(session.ends_at):
        answer = sign_in(session.instructor).post(url("session_finalize", session), {"ended": "08.05"})

    session.refresh_from_db()
    assert (answer.status_code, session.state) == (422, "planned")
    assert "Centang bahwa sesi selesai lebih awal daripada jadwal, atau kosongkan jamnya." in answer.content.decode()


def test_who_recorded_a_mark_stays_when_its_credit_changes(session, supervisor):
    moments = list(Mark.objects.order_by("pk").values_list("recorded_at", flat=True))
    closed(session, 60)
    with clock.moved_to(session.ends_at):
        early_end.correct(session, by=supervisor, ended_at=local(session, time(8, 30)), reason=REASON)

    marks = list(Mark.objects.order_by("pk"))
    assert [mark.recorded_by for mark in marks] == [session.instructor] * 4
    assert [mark.recorded_at for mark in marks] == moments
    last = marks[0].revisions.latest("version")
    assert (last.recorded_by, last.recorded_at) == (supervisor, session.ends_at)


def test_closed_early_the_training_center_reads_no_note_of_the_detention_center(session, supervisor):
    place = session.batch.enrollments.order_by("pk")[1]
    note = "Baru selesai diperiksa penyidik"
    mark = mark_changes.mark(session, place, by=supervisor, status="late", minutes_late=25, note=note)
    before = roll_rows.entry_of(mark, session.instructor).note
    closed(session, 60)
    mark = Mark.objects.select_related("status", "recorded_by").get(pk=mark.pk)

    assert (before, roll_rows.entry_of(mark, session.instructor).note) == ("", "")
    assert [version.note for version in roll_rows.history_of(mark, session.instructor)] == ["", "", ""]
    assert [version.note for version in roll_rows.history_of(mark, supervisor)] == [note, note, ""]


def test_whoever_corrects_the_end_second_reads_what_the_first_wrote_and_undoes_nothing(session, supervisor, sign_in):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=session.batch.training_center)
    closed(session, 100)
    client = sign_in(coordinator)
    with clock.moved_to(session.ends_at):
        shown = client.get(url("session_end", session)).context["form"].as_sent()
        early_end.correct(session, by=supervisor, ended_at=local(session, time(8, 30)), reason=REASON)
        second = client.post(url("session_end", session), {**shown, "ended": "09.00", "reason": REASON})
        again = second.context["form"]
        third = client.post(url("session_end", session), {**again.as_sent(), "ended": "09.00", "reason": REASON})

    assert (second.status_code, [error.code for error in again.non_field_errors().as_data()]) == (422, ["stale"])
    assert "08.30" in second.content.decode()
    assert (third.status_code, minutes(session)) == (302, [60, 40, 0, 0])
