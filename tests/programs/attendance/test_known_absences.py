"""Absences announced beforehand: what stands against one, what the roll proposes, and what confirming records."""

from datetime import timedelta

import pytest

from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.custody.models.stays import Movement
from programs.attendance import known_absences, mark_changes, mark_rules, proposed_marks
from programs.attendance.models.marks import AttendanceStatus, Mark, MarkRevision
from programs.attendance.models.session_day import KnownAbsence
from programs.attendance.proposed_marks import Proposal
from programs.batches.models import BatchStaff
from programs.circumstances import custody_end
from programs.timetable.models.sessions import Session
from tests.conftest import MONDAY
from tests.factories import EnrollmentFactory, FacilityFactory, PersonFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def session():
    session = SessionFactory()
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")
    return session


@pytest.fixture
def enrollment(session):
    return EnrollmentFactory(batch=session.batch, person__full_name="Abdul")


@pytest.fixture
def registrar(session):
    return UserFactory(roles=["registrar"], facility=session.batch.facility)


def announce(person, by, **fields):
    said = {
        "status": "court",
        "starts_at": MONDAY - HOUR,
        "ends_at": MONDAY + 3 * HOUR,
        "source": "Panggilan 12/2026",
        "destination": "PN Rantau",
    }
    return known_absences.announce(person, by=by, **said | fields)


def refused(person, by, **fields):
    with pytest.raises(RuleViolation) as violation:
        announce(person, by, **fields)
    return [reason.code for reason in violation.value.reasons]


def test_what_can_be_announced_makes_nobody_worse_off():
    codes = list(known_absences.kinds().values_list("code", flat=True))

    assert codes == ["sick", "court", "loan", "visit", "isolation"]


def test_an_announcement_is_kept_with_its_source_and_in_the_audit(enrollment, registrar):
    absence = announce(enrollment.person, registrar)

    assert (absence.status.code, absence.source, absence.destination) == ("court", "Panggilan 12/2026", "PN Rantau")
    event = AuditEvent.objects.get(action="known_absence.announce")
    assert (event.actor_id, event.details["person"]) == (registrar.pk, enrollment.person_id)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"source": "  "}, ["source_missing"]),
        ({"status": "unexcused"}, ["no_such_status"]),
        ({"status": "duty"}, ["no_such_status"]),
        ({"status": "gone"}, ["no_such_status"]),
        ({"ends_at": MONDAY - HOUR}, ["order"]),
        ({"starts_at": MONDAY - 3 * HOUR, "ends_at": MONDAY}, ["over"]),
        ({"ends_at": MONDAY + timedelta(days=32)}, ["too_long"]),
    ],
)
def test_each_reason_against_an_announcement(enrollment, registrar, fields, expected):
    said = {"status": "court", "starts_at": MONDAY - HOUR, "ends_at": MONDAY + HOUR, "source": "Panggilan"} | fields

    assert [reason.code for reason in known_absences.blockers(enrollment.person, by=registrar, **said)] == expected


@pytest.mark.parametrize("role", ["rutan_head", "case_officer", "board_chair", "security_officer"])
def test_other_roles_announce_nothing(enrollment, role):
    by = UserFactory(roles=[role], facility=enrollment.batch.facility)

    assert refused(enrollment.person, by) == ["not_allowed"]


def test_instructors_announce_nothing(session, enrollment):
    assert refused(enrollment.person, session.instructor) == ["not_allowed"]


def test_somebody_in_custody_elsewhere_is_no_matter_of_this_facility(enrollment):
    stranger = UserFactory(roles=["registrar"], facility=FacilityFactory())

    assert refused(enrollment.person, stranger) == ["elsewhere"]


def test_nobody_is_announced_who_has_left(enrollment, registrar):
    custody_end.leave(enrollment.person, by=registrar, kind="full_term", on=MONDAY.date(), reason="Bebas lebih awal")
    enrollment.person.refresh_from_db()

    assert refused(enrollment.person, registrar) == ["not_in_custody"]


def test_a_second_one_over_the_same_time_is_refused_and_touching_ends_are_not(enrollment, registrar):
    announce(enrollment.person, registrar)

    assert refused(enrollment.person, registrar, status="visit", starts_at=MONDAY, ends_at=MONDAY + HOUR) == ["overlap"]
    announce(enrollment.person, registrar, status="visit", starts_at=MONDAY + 3 * HOUR, ends_at=MONDAY + 4 * HOUR)
    assert KnownAbsence.objects.count() == 2


def test_what_was_taken_back_makes_room_and_stays_in_the_records(enrollment, registrar):
    first = known_absences.withdraw(announce(enrollment.person, registrar), by=registrar)
    announce(enrollment.person, registrar)

    assert (first.withdrawn_at, first.withdrawn_by) == (MONDAY, registrar)
    assert KnownAbsence.objects.count() == 2
    with pytest.raises(RuleViolation, match="sudah ditarik"):
        known_absences.withdraw(first, by=registrar)


def test_only_the_own_facility_takes_back(enrollment, registrar):
    absence = announce(enrollment.person, registrar)
    stranger = UserFactory(roles=["registrar"])

    assert [reason.code for reason in known_absences.withdraw_blockers(absence, by=stranger)] == ["not_allowed"]


# What the roll proposes


def test_facility_reads_the_source_and_the_center_one_word(session, enrollment, registrar, officer):
    absence = announce(enrollment.person, registrar)

    assert proposed_marks.proposals(session, officer) == {
        enrollment.person_id: Proposal(
            "court", "Sidang", absence.starts_at, absence.ends_at, "PN Rantau", "Panggilan 12/2026"
        )
    }
    assert proposed_marks.proposals(session, session.instructor) == {enrollment.person_id: Proposal("duty", "Dinas")}


def withdrawn(absence, by):
    known_absences.withdraw(absence, by=by)


def of_another_time(absence, by):
    KnownAbsence.objects.update(starts_at=MONDAY + 2 * HOUR, ends_at=MONDAY + 3 * HOUR)


def back_before_the_session(absence, by):
    Movement.objects.create(
        person=absence.person, kind="court", out_at=MONDAY - 3 * HOUR, back_at=MONDAY - timedelta(hours=1, minutes=30)
    )
    KnownAbsence.objects.update(starts_at=MONDAY - 3 * HOUR)


def of_another_facility(absence, by):
    KnownAbsence.objects.update(facility=FacilityFactory())


@pytest.mark.parametrize("change", [withdrawn, of_another_time, back_before_the_session, of_another_facility])
def test_nothing_is_proposed_when_the_absence_is(session, enrollment, registrar, change):
    change(announce(enrollment.person, registrar), registrar)

    assert proposed_marks.proposals(session, registrar) == {}


def test_a_return_within_the_session_leaves_the_proposal(session, enrollment, registrar):
    announce(enrollment.person, registrar)
    Movement.objects.create(person=enrollment.person, kind="court", out_at=MONDAY - HOUR, back_at=MONDAY)

    assert list(proposed_marks.proposals(session, registrar)) == [enrollment.person_id]


def test_a_proposal_is_no_mark(session, enrollment, registrar):
    announce(enrollment.person, registrar)

    assert (Mark.objects.count(), proposed_marks.waiting(session)) == (0, [enrollment])


# Confirming


def test_the_center_confirms_one_word_and_the_facility_reads_the_reason(session, enrollment, registrar, officer):
    announce(enrollment.person, registrar)

    (mark,) = proposed_marks.confirm_known(session, by=session.instructor)

    assert (mark.status.code, mark.minutes_present, mark.recorded_by) == ("court", 0, session.instructor)
    assert mark_rules.code_for(session.instructor, mark.status) == "duty"
    assert mark_rules.code_for(officer, mark.status) == "court"
    assert proposed_marks.waiting(session) == []


def test_duty_marked_by_hand_becomes_what_was_announced_and_the_same_again_writes_nothing(
    session, enrollment, registrar
):
    announce(enrollment.person, registrar)

    for _again in range(2):
        mark_changes.mark(session, enrollment, by=session.instructor, status="duty")

    assert list(MarkRevision.objects.values_list("status_code", flat=True)) == ["court"]


def test_duty_without_an_announcement_stays_duty(session, enrollment, registrar):
    announce(enrollment.person, registrar, status="sick")

    assert mark_changes.mark(session, enrollment, by=session.instructor, status="duty").status.code == "duty"


def test_confirming_touches_no_mark_that_stands(session, enrollment, registrar):
    announce(enrollment.person, registrar)
    mark_changes.mark(session, enrollment, by=session.instructor, status="present")

    assert proposed_marks.confirm_known(session, by=session.instructor) == []
    assert Mark.objects.get().status.code == "present"


def test_confirming_one_person_leaves_the_others(session, enrollment, registrar):
    other = EnrollmentFactory(batch=session.batch, person__full_name="Budi")
    for one in (enrollment, other):
        announce(one.person, registrar)

    marks = proposed_marks.confirm_known(session, by=session.instructor, only=other)

    assert [mark.enrollment for mark in marks] == [other]
    assert proposed_marks.waiting(session) == [enrollment]


def test_the_rest_present_leaves_announced_absences_open(session, enrollment, registrar):
    other = EnrollmentFactory(batch=session.batch, person__full_name="Budi")
    announce(enrollment.person, registrar)

    marks = mark_changes.mark_rest_present(session, by=session.instructor)

    assert [mark.enrollment for mark in marks] == [other]
    assert proposed_marks.waiting(session) == [enrollment]


def test_who_cannot_mark_cannot_confirm(session, enrollment, registrar):
    announce(enrollment.person, registrar)

    with pytest.raises(RuleViolation):
        proposed_marks.confirm_known(session, by=registrar)
    assert not Mark.objects.exists()


def test_a_session_to_come_is_not_confirmed_yet(session, enrollment, registrar):
    announce(enrollment.person, registrar, ends_at=MONDAY + 9 * HOUR)
    Session.objects.update(starts_at=MONDAY + HOUR, ends_at=MONDAY + 4 * HOUR)
    session.refresh_from_db()

    with pytest.raises(RuleViolation, match="belum dimulai"):
        proposed_marks.confirm_known(session, by=session.instructor)


def test_somebody_outside_the_batch_is_not_proposed(session, registrar):
    announce(PersonFactory(facility=session.batch.facility, with_custody=True), registrar)

    assert proposed_marks.proposals(session, registrar) == {}


def test_an_absence_of_a_status_without_custody_reads_the_same_for_both(session, enrollment, registrar):
    announce(enrollment.person, registrar, status="sick")

    assert proposed_marks.proposals(session, session.instructor)[enrollment.person_id] == Proposal("sick", "Sakit")


def test_who_is_out_for_the_whole_session_is_neither_expected_nor_proposed(session, enrollment, registrar):
    announce(enrollment.person, registrar)
    Movement.objects.create(person=enrollment.person, kind="court", out_at=MONDAY - 3 * HOUR)

    assert proposed_marks.waiting(session) == []


def test_statuses_of_the_catalog_carry_the_flag():
    assert AttendanceStatus.objects.get(code="court").is_custody_reason
