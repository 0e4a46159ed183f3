"""The session generator: exact hours, closed days, clashes, what is never touched."""

from datetime import date, time, timedelta

import pytest

from core import clock
from core.models import AuditEvent
from programs.attendance.models.marks import AttendanceStatus, Mark
from programs.batch_lifecycle import batch_plan, staff_assignment
from programs.batches.models import Batch
from programs.timetable import holidays, office_holidays, patterns, schedule_generation
from programs.timetable.models.sessions import CancelReason, Holiday, Session
from tests.factories import BatchFactory, EnrollmentFactory, ProgramVersionFactory, UserFactory, count_heads

pytestmark = pytest.mark.engines

WEEK = [(day, time(8), 4) for day in range(5)] + [(day, time(13), 4) for day in range(4)]
MORNINGS = [(day, time(8), 4) for day in range(5)]
MORNINGS_WITH_BREAK = [(day, time(8), 4, 2, 15) for day in range(6)]
REASON = "Razia blok sepanjang hari"
# The day before the first of `plan`.
BEFORE = clock.at(date(2026, 11, 1), time(9), "Asia/Makassar")


def plan(*, total=160, units=4, week=WEEK, **fields):
    """A batch with instructor and pattern, without sessions; planned for Monday 2 November 2026."""
    fields = {"state": Batch.State.PLANNED, "starts_on": date(2026, 11, 2), **fields}
    if "version" not in fields:
        fields["version"] = ProgramVersionFactory(total_jp=total, units=units)
    fields.setdefault("training_center", fields["version"].program.training_center)
    last_day = fields["starts_on"] + timedelta(days=240)
    batch = BatchFactory(ends_on=last_day, assessment_on=last_day, **fields)
    teacher = UserFactory(roles=["instructor"], training_center=batch.training_center)
    officer = UserFactory(roles=["training_officer"], facility=batch.facility)
    batch.agreement.vocations.add(batch.version.program.vocation)
    staff_assignment.assign_staff(batch, by=officer, instructors=[teacher], assessors=[])
    patterns.set_pattern(batch, by=officer, slots=week)
    return batch, officer


def rows(batch):
    return list(batch.sessions.values_list("date", "starts_at", "ends_at", "jp", "unit__position", "state"))


@pytest.mark.django_db
@pytest.mark.parametrize("year", [2026, 2027])
@pytest.mark.parametrize(("total", "units"), [(160, 9), (240, 7), (280, 15)])
@pytest.mark.parametrize("week", [WEEK, MORNINGS_WITH_BREAK], ids=["full", "mornings"])
def test_every_unit_gets_exactly_its_hours_and_no_closed_day_a_session(year, total, units, week):
    batch, officer = plan(total=total, units=units, week=week, starts_on=date(year, 3, 2))

    schedule_generation.generate(batch, by=officer)

    hours = dict.fromkeys(range(1, units + 1), 0)
    for session in batch.sessions.all():
        hours[session.unit.position] += session.jp
        assert session.minutes == session.jp * 45 + session.break_minutes
    assert hours == {unit.position: unit.jp for unit in batch.version.units.all()}
    assert sum(hours.values()) == total
    closed = {day.date for day in holidays.national_days(year)}
    assert closed.isdisjoint(batch.sessions.values_list("date", flat=True))


@pytest.mark.django_db
def test_a_unit_that_ends_within_a_slot_cuts_it_there():
    batch, officer = plan(total=6, units=2, week=[(0, time(8), 4)])

    schedule_generation.generate(batch, by=officer)

    zone = batch.facility.time_zone
    assert [(row[0], clock.local(row[1], zone).time(), row[3], row[4]) for row in rows(batch)] == [
        (date(2026, 11, 2), time(8), 3, 1),
        (date(2026, 11, 2), time(10, 15), 1, 2),
        (date(2026, 11, 9), time(8), 2, 2),
    ]


@pytest.mark.django_db
def test_the_batch_ends_with_its_last_session_and_so_do_planned_ends():
    batch, officer = plan(total=8, units=2, week=[(0, time(8), 4)])
    enrollment = EnrollmentFactory(batch=batch)

    draft = schedule_generation.generate(batch, by=officer)

    batch.refresh_from_db()
    enrollment.refresh_from_db()
    assert (draft.counts(), batch.ends_on, enrollment.ends_on) == (
        {"made": 2, "changed": 0, "removed": 0, "kept": 0},
        date(2026, 11, 9),
        date(2026, 11, 9),
    )


@pytest.mark.django_db
def test_generating_twice_is_generating_once():
    batch, officer = plan()
    schedule_generation.generate(batch, by=officer)
    before = list(batch.sessions.values())

    draft = schedule_generation.generate(batch, by=officer)

    assert list(batch.sessions.values()) == before
    assert draft.counts() == {"made": 0, "changed": 0, "removed": 0, "kept": len(before)}
    assert AuditEvent.objects.filter(action="schedule.generate").count() == 1


@pytest.mark.django_db
def test_preview_writes_nothing():
    batch, _officer = plan()

    draft = schedule_generation.preview(batch)

    assert len(draft.made) == 40
    assert (batch.sessions.count(), Holiday.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_joint_leave_in_the_way_is_told():
    batch, _officer = plan(total=80, starts_on=date(2026, 12, 21))

    draft = schedule_generation.preview(batch)

    assert [(day.date, day.kind) for day in draft.closed] == [
        (date(2026, 12, 24), "joint_leave"),
        (date(2026, 12, 25), "national"),
        (date(2027, 1, 1), "national"),
        (date(2027, 1, 5), "national"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "kind", "taught"), [(date(2026, 11, 3), "office", False), (date(2026, 12, 24), "working", True)]
)
def test_the_offices_own_day_wins(day, kind, taught):
    batch, officer = plan(total=280)
    office_holidays.add_holiday(by=officer, office=batch.facility, date=day, name="Keputusan kantor", kind=kind)

    schedule_generation.generate(batch, by=officer)

    assert batch.sessions.filter(date=day).exists() is taught


@pytest.mark.django_db
def test_a_new_week_replaces_what_nobody_touched():
    with clock.moved_to(BEFORE):
        batch, officer = plan(total=12, units=1, week=[(0, time(8), 4), (1, time(8), 4)])
        schedule_generation.generate(batch, by=officer)
        first = batch.sessions.first()

        patterns.set_pattern(batch, by=officer, slots=[(0, time(8), 2), (2, time(8), 4)])
        draft = schedule_generation.generate(batch, by=officer)

    assert draft.counts() == {"made": 2, "changed": 2, "removed": 1, "kept": 0}
    assert [(row[0], row[3]) for row in rows(batch)] == [
        (date(2026, 11, 2), 2),
        (date(2026, 11, 4), 4),
        (date(2026, 11, 9), 2),
        (date(2026, 11, 11), 4),
    ]
    assert batch.sessions.first().public_id == first.public_id


def mark(session):
    enrollment = EnrollmentFactory(batch=session.batch)
    Mark.objects.create(
        session=session,
        enrollment=enrollment,
        status=AttendanceStatus.objects.get(code="present"),
        minutes_present=180,
        happened_at=session.starts_at,
        recorded_by=enrollment.enrolled_by,
    )


def finalize(session):
    session.state, session.finalized_at = Session.State.FINALIZED, clock.now()
    session.finalized_by = session.instructor
    session.save()


def cancel(session):
    session.state, session.cancel_cause = Session.State.CANCELLED, CancelReason.objects.get(code="power")
    session.save()


def count(session):
    count_heads(session, 0, leave_out=("arrived", "left_workshop", "back_in_block"))


@pytest.mark.django_db
@pytest.mark.parametrize("touch", [mark, finalize, cancel, count])
def test_a_touched_session_is_never_removed_nor_changed(touch):
    batch, officer = plan(total=12, units=1, week=[(0, time(8), 4), (1, time(8), 4)])
    schedule_generation.generate(batch, by=officer)
    session = batch.sessions.all()[1]
    touch(session)
    before = Session.objects.filter(pk=session.pk).values().get()

    patterns.set_pattern(batch, by=officer, slots=[(1, time(9), 4)])
    schedule_generation.generate(batch, by=officer)

    assert Session.objects.filter(pk=session.pk).values().get() == before
    assert sum(batch.sessions.standing().values_list("jp", flat=True)) == 12


@pytest.mark.django_db
@pytest.mark.parametrize("state", [Batch.State.PLANNED, Batch.State.SELECTING])
def test_a_batch_that_does_not_run_yet_gets_past_sessions_with_its_first_schedule_alone(state):
    batch, officer = plan(total=32, units=1, week=[(0, time(8), 4)])
    schedule_generation.generate(batch, by=officer)
    Batch.objects.filter(pk=batch.pk).update(state=state)
    past = [(date(2026, 11, day), 4) for day in (2, 9, 16, 23)]

    patterns.set_pattern(batch, by=officer, slots=[(1, time(8), 8)])
    schedule_generation.generate(Batch.objects.get(pk=batch.pk), by=officer)

    assert [(row[0], row[3]) for row in rows(batch)] == [*past, (date(2026, 11, 24), 8), (date(2026, 12, 1), 8)]


@pytest.mark.django_db
def test_a_running_batch_keeps_its_past_and_gets_no_session_in_it():
    batch, officer = plan(total=32, units=1, week=[(0, time(8), 4)])
    schedule_generation.generate(batch, by=officer)
    batch_plan.move(batch, Batch.State.SELECTING, by=officer)
    EnrollmentFactory(batch=batch)
    batch_plan.start(batch, by=officer, reason="Kelas kecil atas permintaan")

    patterns.set_pattern(batch, by=officer, slots=[(1, time(8), 8)])
    schedule_generation.generate(batch, by=officer)

    assert [(row[0], row[3]) for row in rows(batch)] == [
        (date(2026, 11, 2), 4),
        (date(2026, 11, 9), 4),
        (date(2026, 11, 16), 4),
        # Begun at 08.00, and it is 09.12.
        (date(2026, 11, 23), 4),
        (date(2026, 11, 24), 8),
        (date(2026, 12, 1), 8),
    ]
