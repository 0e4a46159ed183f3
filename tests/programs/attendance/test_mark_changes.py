from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.custody.models.stays import Movement
from programs.attendance import attendance_figures, held_roll, mark_changes, mark_rules
from programs.attendance.models.marks import AttendanceStatus, Mark, MarkRevision
from programs.batches.models import BatchStaff
from programs.journal import journal_pages
from programs.places.models import Enrollment
from programs.timetable import kept_sessions
from programs.timetable.models.sessions import Session
from tests.factories import BatchFactory, EnrollmentFactory, SessionFactory, UserFactory, cancelled
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def session():
    """This morning, four lessons of 45 minutes; its instructor teaches the batch."""
    session = SessionFactory()
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")
    return session


@pytest.fixture
def instructor(session):
    return session.instructor


@pytest.fixture
def enrollment(session):
    return EnrollmentFactory(batch=session.batch)


def test_present_credits_the_lessons(session, enrollment, instructor):
    mark = mark_changes.mark(session, enrollment, by=instructor, status="present")

    assert (mark.minutes_present, mark.version, mark.happened_at) == (180, 1, session.starts_at)
    assert (mark.recorded_at, mark.recorded_by, mark.entry) == (clock.now(), instructor, "direct")


@pytest.mark.parametrize(
    ("status", "minutes"),
    [("sick", 0), ("unexcused", 0), ("court", 0), ("loan", 0), ("visit", 0), ("isolation", 0)],
)
def test_who_is_not_there_is_credited_nothing(session, enrollment, officer, status, minutes):
    assert mark_changes.mark(session, enrollment, by=officer, status=status).minutes_present == minutes


def test_thirty_minutes_late_of_two_hours_gives_ninety(enrollment, session, instructor):
    session.batch.version.minutes_per_jp = 30
    session.batch.version.save()

    mark = mark_changes.mark(session, enrollment, by=instructor, status="late", minutes_late=30)

    assert mark.minutes_present == 90


def test_late_minutes_of_somebody_who_is_not_late_are_dropped(session, enrollment, instructor):
    mark = mark_changes.mark(session, enrollment, by=instructor, status="present", minutes_late=30)

    assert (mark.minutes_late, mark.minutes_present) == (0, 180)


@pytest.mark.parametrize("minutes", [0, 181])
def test_late_needs_minutes_within_the_session(session, enrollment, instructor, minutes):
    with pytest.raises(RuleViolation) as caught:
        mark_changes.mark(session, enrollment, by=instructor, status="late", minutes_late=minutes)

    assert codes(caught) == ["minutes_late"]


def test_excused_needs_a_note(session, enrollment, instructor):
    with pytest.raises(RuleViolation) as caught:
        mark_changes.mark(session, enrollment, by=instructor, status="excused", note="  ")

    assert codes(caught) == ["note_missing"]
    assert (
        mark_changes.mark(session, enrollment, by=instructor, status="excused", note=" Ujian paket ").note
        == "Ujian paket"
    )


@pytest.mark.parametrize("status", ["", "asleep", "transferred", "cancelled"])
def test_only_offered_statuses_are_recorded(session, enrollment, instructor, status):
    with pytest.raises(RuleViolation) as caught:
        mark_changes.mark(session, enrollment, by=instructor, status=status)

    assert codes(caught) == ["no_such_status"]


def is_cancelled(session):
    Session.objects.update(**cancelled())


def is_tomorrow(session):
    Session.objects.update(starts_at=clock.now() + 1440 * clock.MINUTE, ends_at=clock.now() + 1620 * clock.MINUTE)


def is_finalized(session):
    Session.objects.update(state="finalized", finalized_by=session.instructor, finalized_at=clock.now())


def is_eight_days_old(session):
    Session.objects.update(
        starts_at=session.starts_at - 8 * 1440 * clock.MINUTE, ends_at=session.ends_at - 8 * 1440 * clock.MINUTE
    )


def is_taught_by_others(session):
    BatchStaff.objects.all().delete()


@pytest.mark.parametrize(
    ("circumstance", "code"),
    [
        (is_cancelled, "session_cancelled"),
        (is_tomorrow, "session_in_future"),
        (is_finalized, "locked"),
        (is_eight_days_old, "locked"),
        (is_taught_by_others, "not_allowed"),
    ],
)
def test_an_instructor_cannot_mark_such_a_session(session, enrollment, instructor, circumstance, code):
    circumstance(session)

    with pytest.raises(RuleViolation) as caught:
        mark_changes.mark(session, enrollment, by=instructor, status="present")

    assert codes(caught) == [code]
    assert not Mark.objects.exists()


@pytest.mark.parametrize("role", ["assessor", "blk_head", "rutan_head"])
def test_who_only_reads_cannot_mark(session, enrollment, role):
    office = (
        {"facility": session.batch.facility}
        if role == "rutan_head"
        else {"training_center": session.batch.training_center}
    )

    with pytest.raises(RuleViolation) as caught:
        mark_changes.mark(session, enrollment, by=UserFactory(roles=[role], **office), status="present")

    assert codes(caught) == ["not_allowed"]


@pytest.mark.parametrize("circumstance", [is_finalized, is_eight_days_old])
def test_a_supervisor_corrects_with_a_reason(session, enrollment, officer, circumstance):
    circumstance(session)

    with pytest.raises(RuleViolation) as caught:
        mark_changes.mark(session, enrollment, by=officer, status="present", reason="Salah")
    mark = mark_changes.mark(session, enrollment, by=officer, status="present", reason="Salah baca lembar kertas")

    assert codes(caught) == ["reason_missing"]
    assert mark.revisions.get().reason == "Salah baca lembar kertas"
    assert AuditEvent.objects.get().action == "mark.correct"


def test_on_the_seventh_day_marks_are_still_open(session, enrollment, instructor):
    with clock.moved_to(session.ends_at + mark_rules.edit_window()):
        assert mark_changes.mark(session, enrollment, by=instructor, status="present").version == 1


def test_somebody_of_another_batch_is_not_expected(session, instructor):
    with pytest.raises(RuleViolation) as caught:
        mark_changes.mark(session, EnrollmentFactory(), by=instructor, status="present")

    assert codes(caught) == ["not_expected"]


def test_who_is_out_for_the_whole_session_is_not_expected(session, enrollment, instructor):
    Movement.objects.create(person=enrollment.person, kind="court", out_at=session.starts_at - 60 * clock.MINUTE)

    with pytest.raises(RuleViolation) as caught:
        mark_changes.mark(session, enrollment, by=instructor, status="present")

    assert codes(caught) == ["not_expected"]


def test_saying_the_same_again_writes_nothing(session, enrollment, instructor):
    first = mark_changes.mark(session, enrollment, by=instructor, status="late", minutes_late=10, version=0)

    again = mark_changes.mark(session, enrollment, by=instructor, status="late", minutes_late=10, version=0)

    assert (again.pk, again.version) == (first.pk, 1)
    assert MarkRevision.objects.count() == 1


def test_each_version_stays_as_it_was(session, enrollment, instructor, officer):
    mark_changes.mark(session, enrollment, by=instructor, status="unexcused", version=0)
    mark_changes.mark(session, enrollment, by=officer, status="court", version=1)

    kept = list(MarkRevision.objects.values_list("version", "status_code", "recorded_by"))
    assert kept == [(1, "unexcused", instructor.pk), (2, "court", officer.pk)]


@pytest.mark.parametrize("seen", [0, 1, 3])
def test_a_stale_write_brings_what_stands_now(session, enrollment, instructor, officer, seen):
    mark_changes.mark(session, enrollment, by=instructor, status="unexcused")
    mark_changes.mark(session, enrollment, by=officer, status="court")

    with pytest.raises(held_roll.StaleMark) as caught:
        mark_changes.mark(session, enrollment, by=instructor, status="present", version=seen)

    assert (caught.value.mark.status.code, caught.value.mark.version) == ("court", 2)
    assert Mark.objects.get().status.code == "court"


def test_a_version_of_a_mark_that_is_gone_is_refused(session, enrollment, instructor):
    with pytest.raises(RuleViolation) as caught:
        mark_changes.mark(session, enrollment, by=instructor, status="present", version=2)

    assert codes(caught) == ["no_such_version"]


def test_duty_from_the_center_leaves_the_custody_reason_alone(session, enrollment, instructor, officer):
    mark_changes.mark(session, enrollment, by=officer, status="court", note="Pukul 09.00")

    mark = mark_changes.mark(session, enrollment, by=instructor, status="duty", version=1)

    assert (mark.status.code, mark.note, mark.version) == ("court", "Pukul 09.00", 1)


def test_each_office_has_its_own_choices(officer, instructor):
    facility = [status.code for status in mark_rules.offered_statuses(officer)]
    center = [status.code for status in mark_rules.offered_statuses(instructor)]

    assert facility == ["present", "late", "sick", "excused", "unexcused", "court", "loan", "visit", "isolation"]
    assert center == ["present", "late", "sick", "excused", "unexcused", "duty"]


def test_the_rest_present_touches_nobody_else(session, instructor):
    people = [EnrollmentFactory(batch=session.batch) for _ in range(3)]
    mark_changes.mark(session, people[1], by=instructor, status="sick")

    made = mark_changes.mark_rest_present(session, by=instructor)

    assert {mark.enrollment for mark in made} == {people[0], people[2]}
    assert sorted(Mark.objects.values_list("status__code", flat=True)) == ["present", "present", "sick"]


def test_the_rest_present_a_second_time_records_nothing(session, instructor):
    EnrollmentFactory(batch=session.batch)
    mark_changes.mark_rest_present(session, by=instructor)
    events = AuditEvent.objects.count()

    assert mark_changes.mark_rest_present(session, by=instructor) == []
    assert (MarkRevision.objects.count(), AuditEvent.objects.count()) == (1, events)


def test_a_mark_that_was_taken_back_is_none_and_stays_in_the_history(session, enrollment, instructor):
    mark_changes.mark(session, enrollment, by=instructor, status="excused", note="keluarga")

    mark_changes.unmark(session, enrollment, by=instructor, version=1)

    assert list(Mark.objects.all()) == []
    assert list(mark_changes.unmarked(session)) == [enrollment]
    revisions = MarkRevision.objects.order_by("version").values_list(
        "version", "status_code", "minutes_present", "note"
    )
    assert list(revisions) == [(1, "excused", 0, "keluarga"), (2, "", 0, "")]
    assert AuditEvent.objects.latest("pk").action == "mark.take_back"


def test_nothing_to_take_back_writes_nothing(session, enrollment, instructor):
    assert mark_changes.unmark(session, enrollment, by=instructor) is None

    mark_changes.mark(session, enrollment, by=instructor, status="present")
    mark_changes.unmark(session, enrollment, by=instructor)
    assert mark_changes.unmark(session, enrollment, by=instructor) is None
    assert MarkRevision.objects.count() == 2


def test_who_takes_back_another_mark_than_was_seen_is_asked(session, enrollment, instructor, officer):
    mark_changes.mark(session, enrollment, by=instructor, status="present")
    mark_changes.mark(session, enrollment, by=officer, status="sick")

    with pytest.raises(held_roll.StaleMark):
        mark_changes.unmark(session, enrollment, by=instructor, version=1)

    assert Mark.objects.get().status.code == "sick"


@pytest.mark.parametrize("circumstance", [is_finalized, is_eight_days_old])
def test_what_is_corrected_with_a_reason_is_not_taken_back(session, enrollment, instructor, officer, circumstance):
    mark_changes.mark(session, enrollment, by=instructor, status="present")
    circumstance(session)

    for user in (instructor, officer):
        with pytest.raises(RuleViolation) as caught:
            mark_changes.unmark(session, enrollment, by=user)
        assert codes(caught) == ["locked"]


def test_after_a_mark_was_taken_back_any_way_of_marking_goes_on_with_its_versions(session, instructor):
    first, second, third = (EnrollmentFactory(batch=session.batch) for _ in range(3))
    for place in (first, second, third):
        mark_changes.mark(session, place, by=instructor, status="unexcused")
        mark_changes.unmark(session, place, by=instructor)

    mark_changes.mark(session, first, by=instructor, status="present", version=0)
    mark_changes.mark_rest_present(session, by=instructor, but={third.pk})

    assert list(Mark.objects.order_by("enrollment").values_list("enrollment", "status__code", "version")) == [
        (first.pk, "present", 3),
        (second.pk, "present", 3),
    ]
    assert Mark.objects.get(enrollment=second).minutes_present == 180
    assert MarkRevision.objects.filter(mark__enrollment=second).count() == 3


def test_a_mark_that_was_taken_back_counts_nowhere(session, enrollment, instructor):
    mark_changes.mark(session, enrollment, by=instructor, status="present")
    mark_changes.unmark(session, enrollment, by=instructor)

    (row,) = attendance_figures.with_attendance(session.batch.enrollments.all())
    assert attendance_figures.attendance_of(row).percent is None
    assert attendance_figures.marked_sessions(session.batch) == []
    assert [(one.marked, one.present) for one in journal_pages.with_journal(session.batch.sessions.all())] == [(0, 0)]
    assert kept_sessions.with_reasons(session.batch.sessions.all(), past_stays=False) == [
        (session, [kept_sessions.Why.MARKS])
    ]
    mark_changes.mark(session, enrollment, by=instructor, status="present")
    Enrollment.objects.update(state="ended", ended_on=session.date - timedelta(days=1), end_reason="withdrew")
    assert list(Enrollment.objects.on_roll(session)) == [enrollment]
    mark_changes.unmark(session, enrollment, by=instructor)
    assert list(Enrollment.objects.on_roll(session)) == []


def test_one_mark_a_session_and_person_is_a_constraint(session, enrollment, instructor):
    mark = mark_changes.mark(session, enrollment, by=instructor, status="present")
    mark.pk = None

    with pytest.raises(IntegrityError, match=r"mark_one_a_session_and_person|UNIQUE"), transaction.atomic():
        mark.save(force_insert=True)


def test_the_database_refuses_to_change_history(session, enrollment, instructor):
    mark_changes.mark(session, enrollment, by=instructor, status="present")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        MarkRevision.objects.update(status_code="sick")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        MarkRevision.objects.all()._raw_delete("default")


STATUSES = ["present", "late", "sick", "excused", "unexcused", "court"]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(entries=st.lists(st.tuples(st.sampled_from(STATUSES), st.integers(1, 180)), min_size=1, max_size=5))
def test_whatever_is_recorded_minutes_stay_within_the_session_and_history_is_whole(entries):
    with transaction.atomic():
        batch = BatchFactory()
        session, enrollment = SessionFactory(batch=batch), EnrollmentFactory(batch=batch)
        officer = UserFactory(roles=["training_officer"], facility=batch.facility)

        for status, late in entries:
            mark = mark_changes.mark(session, enrollment, by=officer, status=status, minutes_late=late, note="Alasan")

        held = AttendanceStatus.objects.get(code=entries[-1][0]).counts_as_held
        late = entries[-1][1] if entries[-1][0] == "late" else 0
        versions = list(mark.revisions.values_list("version", flat=True))
        assert mark.minutes_present == (180 - late if held else 0)
        assert versions == list(range(1, mark.version + 1))
        transaction.set_rollback(True)


def test_the_clock_of_the_office_decides_what_has_begun(session, enrollment, instructor):
    with clock.moved_to(datetime(2026, 11, 23, 7, 59, tzinfo=ZoneInfo("Asia/Makassar"))):
        reasons = mark_rules.blockers(session, by=instructor)

    assert ([reason.code for reason in reasons], session.date) == (["session_in_future"], date(2026, 11, 23))


# Several at once


def changed(session, by, *changes, **how):
    """What became of each change: the status that stands and the codes of what is against it."""
    outcomes = mark_changes.change_each(session, [held_roll.Change(*change) for change in changes], by=by, **how)
    return [
        (
            one.mark.status.code if one.mark and one.mark.status else None,
            codes(one.refusal.reasons if one.refusal else []),
        )
        for one in outcomes
    ]


def test_of_several_changes_a_refused_one_keeps_none_back(session, instructor, officer):
    stale, gone, sick, late, stranger = [
        *(EnrollmentFactory(batch=session.batch) for _ in range(4)),
        EnrollmentFactory(),
    ]
    mark_changes.mark(session, stale, by=officer, status="court")
    mark_changes.mark(session, gone, by=instructor, status="present")

    assert changed(
        session,
        instructor,
        (stale, "present", 0, "", 0),
        (gone, None, 0, "", 1),
        (sick, "sick", 0, "", 0),
        (late, "late", 0, "", 0),
        (stranger, "present"),
    ) == [
        ("court", ["stale_mark"]),
        (None, []),
        ("sick", []),
        (None, ["minutes_late"]),
        (None, ["not_expected"]),
    ]
    assert dict(Mark.objects.values_list("enrollment", "status__code")) == {stale.pk: "court", sick.pk: "sick"}
    assert [
        (event.action, event.details["enrollment"], event.details["version"])
        for event in AuditEvent.objects.filter(target_type="programs.mark").order_by("sequence", "pk")
        if event.actor_id == instructor.pk
    ] == [("mark.record", gone.pk, 1), ("mark.record", sick.pk, 1), ("mark.take_back", gone.pk, 2)]


def test_changes_of_one_act_have_the_versions_and_history_of_single_ones(session, instructor, officer):
    people = EnrollmentFactory.create_batch(3, batch=session.batch)
    for statuses in (("present", "sick", "present"), ("present", "unexcused", None), ("sick", "unexcused", "present")):
        changed(session, instructor, *zip(people, statuses, strict=True))

    rows = Mark.with_taken_back.order_by("enrollment")
    assert [(row.status.code, row.version, row.minutes_present) for row in rows] == [
        ("sick", 2, 0),
        ("unexcused", 2, 0),
        ("present", 3, 180),
    ]
    assert [list(row.revisions.order_by("version").values_list("status_code", flat=True)) for row in rows] == [
        ["present", "sick"],
        ["sick", "unexcused"],
        ["present", "", "present"],
    ]


def test_a_place_stands_in_one_change_of_an_act(session, enrollment, instructor):
    with pytest.raises(ValueError, match="one change a place"):
        changed(session, instructor, (enrollment, "present"), (enrollment, "sick"))


def test_a_session_that_is_gone_is_refused_with_a_sentence(enrollment, instructor):
    gone = SessionFactory()
    Session.objects.filter(pk=gone.pk).delete()

    with pytest.raises(RuleViolation, match="Sesi ini sudah tidak ada"):
        mark_changes.mark(gone, enrollment, by=instructor, status="present")


def test_an_act_that_is_not_allowed_refuses_each_change(session, instructor):
    people = EnrollmentFactory.create_batch(2, batch=session.batch)
    stranger = UserFactory(roles=["instructor"], training_center=session.batch.training_center)

    assert changed(session, stranger, *((one, "present") for one in people)) == [(None, ["not_allowed"])] * 2
    assert not Mark.with_taken_back.exists()


@pytest.mark.parametrize("count", [1, 30])
def test_an_act_costs_the_same_for_one_and_for_thirty(session, instructor, count, django_assert_num_queries):
    people = EnrollmentFactory.create_batch(count, batch=session.batch)
    changed(session, instructor, *((one, "present") for one in people))

    with django_assert_num_queries(10):
        assert changed(session, instructor, *((one, "sick") for one in people)) == [("sick", [])] * count
