from datetime import date, time, timedelta

import pytest

from core import clock
from programs.attendance import mark_changes
from programs.attendance.attendance_figures import Attendance
from programs.timetable.models.sessions import CancelReason
from reports.monthly.month_figures import figures_by_batch, figures_of
from reports.monthly.month_rows import rows_of
from tests.factories import BatchFactory, EnrollmentFactory, FacilityFactory, SessionFactory, UserFactory
from tests.factories.hand_worked import hand_worked

pytestmark = pytest.mark.django_db

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def figures(facility, month):
    return figures_of(rows_of(facility, month), month, clock.month_end(month))


@pytest.mark.engines
def test_months_are_those_worked_out_by_hand():
    worked = hand_worked()
    facility = worked.batch.facility

    october, november = figures(facility, OCTOBER), figures(facility, NOVEMBER)

    sums = worked.by_unit["Jumlah"]
    assert (october.attendance, november.attendance) == (sums[0], sum(sums[1:], Attendance()))
    assert (october.people, november.people) == (len(worked.places) - 1, len(worked.places))
    # 15 sessions of November, two of them cancelled.
    assert (november.lost, november.held + november.open) == (2, 13)
    assert (october.leavers, november.leavers) == ({}, {"withdrew": 1})


def test_late_mark_changes_the_month_of_its_session(officer):
    worked = hand_worked(facility=officer.facility)
    before = figures(officer.facility, NOVEMBER)
    late = worked.batch.sessions.standing().filter(date__gte=NOVEMBER, marks__status__code="unexcused").first()
    mark = late.marks.filter(status__code="unexcused").first()

    with clock.moved_to(late.ends_at):
        mark_changes.mark(late, mark.enrollment, by=officer, status="present", version=mark.version)

    after = figures(officer.facility, NOVEMBER)
    assert after.marks["unexcused"] == before.marks["unexcused"] - 1
    assert after.attendance.possible == before.attendance.possible
    assert after.attendance.held > before.attendance.held


def test_session_past_midnight_counts_on_the_local_day_it_began(facility):
    batch = BatchFactory(facility=facility, starts_on=OCTOBER, ends_on=date(2026, 11, 30))
    starts_at = clock.at(date(2026, 10, 31), time(23), facility.time_zone)
    SessionFactory(
        batch=batch, date=date(2026, 10, 31), starts_at=starts_at, ends_at=starts_at + timedelta(hours=3), jp=4
    )

    assert (figures(facility, OCTOBER).open_jp, figures(facility, NOVEMBER).open_jp) == (4, 0)


def test_lessons_made_up_were_planned_once(facility):
    batch = BatchFactory(facility=facility)
    power = CancelReason.objects.get(code="power")
    lost = SessionFactory(batch=batch, date=date(2026, 11, 3), jp=4, state="cancelled", cancel_cause=power)
    closed = {"state": "finalized", "finalized_by": UserFactory(), "finalized_at": clock.now()}
    SessionFactory(batch=batch, date=date(2026, 11, 10), jp=4, makes_up_for=lost, **closed)
    SessionFactory(batch=batch, date=date(2026, 11, 11), jp=2)

    found = figures(facility, NOVEMBER)

    assert (found.planned_jp, found.held_jp, found.lost_jp, found.open_jp, found.made_up_jp) == (6, 4, 4, 2, 4)


def test_transfer_leaves_each_facility_its_own_rows(facility):
    left = EnrollmentFactory(
        batch=BatchFactory(facility=facility, starts_on=OCTOBER, ends_on=date(2026, 12, 20)),
        starts_on=OCTOBER,
        state="ended",
        ended_on=date(2026, 11, 12),
        end_reason="transfer",
    )
    elsewhere = FacilityFactory()
    EnrollmentFactory(
        batch=BatchFactory(facility=elsewhere, starts_on=NOVEMBER, ends_on=date(2026, 12, 20)),
        person=left.person,
        starts_on=date(2026, 11, 12),
    )

    assert [figures(one, NOVEMBER).people for one in (facility, elsewhere)] == [1, 1]
    assert [figures(one, NOVEMBER).leavers for one in (facility, elsewhere)] == [{"transfer": 1}, {}]
    assert figures(facility, date(2026, 12, 1)).people == 0


def test_batches_add_up_to_the_facility(facility):
    worked = hand_worked(facility=facility)
    EnrollmentFactory(batch=BatchFactory(facility=facility, starts_on=NOVEMBER, ends_on=date(2026, 11, 30)))
    rows = rows_of(facility, NOVEMBER)

    whole = figures_of(rows, NOVEMBER, clock.month_end(NOVEMBER))
    parts = figures_by_batch(rows, NOVEMBER, clock.month_end(NOVEMBER))

    assert worked.batch.pk in parts
    for name in ("seats", "held", "lost", "open", "planned_jp", "held_jp", "lost_jp", "assessed", "passed", "left"):
        assert getattr(whole, name) == sum(getattr(part, name) for part in parts.values())
    assert whole.attendance == sum((part.attendance for part in parts.values()), Attendance())


def test_rows_take_six_statements_whatever_the_size(facility, django_assert_num_queries):
    hand_worked(facility=facility)
    empty = FacilityFactory()

    for one in (facility, empty):
        with django_assert_num_queries(6):
            rows_of(one, NOVEMBER)
