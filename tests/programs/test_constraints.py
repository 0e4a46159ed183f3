"""What the database itself refuses of programs, batches, attendance and places, each constraint violated once."""

from datetime import date, time

import pytest
from django.db.models import F

from core import clock
from programs.attendance.models.kept_hours import KeptHours
from programs.attendance.models.marks import AttendanceStatus, Mark, MarkRevision
from programs.attendance.models.session_day import KnownAbsence, RollScan
from programs.batches.models import BatchStaff
from programs.catalog.models import UnitCriterion
from programs.count_alarms.models import CountAlarm, LookedFor
from programs.head_counts.models import AwaitedPerson, HeadCount
from programs.places.models import Enrollment, EnrollmentSuspension, PlaceUnit
from programs.registrations.models import Registration
from programs.selection.board_models import HearingQuorum
from programs.selection.models import Hearing, HearingMember
from programs.timetable.models.calendar_links import CalendarCounter, CalendarLink
from programs.timetable.models.sessions import Holiday, PatternSlot, Session
from tests.constraints import assert_refused, change, copy_of
from tests.factories import (
    AgreementFactory,
    AgreementMeetingFactory,
    ApplicationFactory,
    BatchFactory,
    EnrollmentFactory,
    ProgramFactory,
    ProgramUnitFactory,
    ProgramVersionFactory,
    RecognizedUnitFactory,
    SessionFactory,
    UserFactory,
    WeekPatternFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
DAY = date(2026, 11, 2)
BEFORE = date(2026, 11, 1)


def hearing_of(batch, **fields):
    chair = UserFactory(roles=["board_chair"], facility=batch.facility)
    return Hearing.objects.create(batch=batch, held_on=DAY, place="Ruang rapat", chair=chair, **fields)


def mark_of(batch, **fields):
    session = SessionFactory(batch=batch)
    return Mark.objects.create(
        session=session,
        enrollment=EnrollmentFactory(batch=batch),
        status=AttendanceStatus.objects.get(code="present"),
        minutes_present=180,
        happened_at=session.starts_at,
        recorded_by=session.instructor,
        **fields,
    )


def second_calendar_link(batch):
    user = SessionFactory(batch=batch).instructor
    for digest in ("a", "b"):
        CalendarLink.objects.create(user=user, digest=digest * 64)


def twice(make):
    """Writes the same twice."""

    def write(batch):
        for _ in range(2):
            make(batch)

    return write


def known_absence_of(batch, **fields):
    now, person = clock.now(), EnrollmentFactory(batch=batch).person
    said = {"starts_at": now, "ends_at": now + clock.MINUTE, "source": "Panggilan 12/2026", **fields}
    court, by = AttendanceStatus.objects.get(code="court"), UserFactory(roles=["registrar"], facility=batch.facility)
    return KnownAbsence.objects.create(facility=batch.facility, person=person, status=court, recorded_by=by, **said)


def registration_of(batch):
    place = EnrollmentFactory(in_public=True)
    return Registration.objects.create(
        batch=place.batch, person=place.person, way="counter", registered_by=place.enrolled_by
    )


def head_count_of(batch, **times):
    session = Session.objects.filter(batch=batch).first() or SessionFactory(batch=batch)
    return HeadCount.objects.create(
        session=session, point="left_block", people=3, counted_by=session.instructor, **times
    )


def count_alarm_of(batch, **fields):
    session = Session.objects.filter(batch=batch).first() or SessionFactory(batch=batch)
    figures = {"from_point": "arrived", "before": 3, "to_point": "left_workshop", "after": 2, **fields}
    return CountAlarm.objects.create(session=session, raised_by=session.instructor, **figures)


def looked_for_twice(batch):
    alarm, place = count_alarm_of(batch), EnrollmentFactory(batch=batch)
    for is_seen in (True, False):
        LookedFor.objects.create(alarm=alarm, enrollment=place, is_seen=is_seen, said_by=alarm.raised_by)


def awaited_twice(batch):
    session, place = SessionFactory(batch=batch), EnrollmentFactory(batch=batch)
    for is_expected in (True, False):
        AwaitedPerson.objects.create(session=session, enrollment=place, is_expected=is_expected)


def roll_scan_of(batch):
    session = Session.objects.filter(batch=batch).first() or SessionFactory(batch=batch)
    return RollScan.objects.create(session=session, file="rolls/a.pdf", sha256="0" * 64, added_by=session.instructor)


def second_member(batch):
    hearing = hearing_of(batch)
    for _ in range(2):
        HearingMember.objects.create(hearing=hearing, user=hearing.chair)


def member_of(batch, **said):
    hearing = hearing_of(batch)
    return HearingMember.objects.create(hearing=hearing, user=hearing.chair, **said)


def second_substitute(batch):
    first, instead = member_of(batch, presence="sick", substitute=UserFactory()), UserFactory()
    HearingMember.objects.filter(pk=first.pk).update(substitute=instead)
    HearingMember.objects.create(hearing=first.hearing, user=UserFactory(), presence="leave", substitute=instead)


def second_staff(batch):
    user = UserFactory(roles=["instructor"], training_center=batch.training_center)
    for _ in range(2):
        BatchStaff.objects.create(batch=batch, user=user, duty="instructor")


def second_revision(batch):
    mark = mark_of(batch)
    for _ in range(2):
        MarkRevision.objects.create(
            mark=mark,
            version=1,
            status_code="present",
            minutes_late=0,
            minutes_present=180,
            entry="direct",
            recorded_by=mark.recorded_by,
        )


def second_live_place(batch):
    enrollment = EnrollmentFactory(batch=batch)
    other = BatchFactory(facility=batch.facility)
    EnrollmentFactory(batch=other, person=enrollment.person, person__with_custody=False)


def hours_of(batch):
    place, unit = mark_of(batch).enrollment, batch.version.units.first()
    return KeptHours.objects.create(enrollment=place, unit=unit, minutes_held=1, minutes_possible=2)


CASES = {
    "recognized_unit_decided_by_another": lambda batch: change(
        unit := RecognizedUnitFactory(), state="accepted", decided_by=unit.recorded_by
    ),
    "recognized_unit_waits_or_is_decided": lambda batch: change(RecognizedUnitFactory(), state="accepted"),
    "recognized_unit_is_refused_with_a_reason": lambda batch: change(
        RecognizedUnitFactory(), state="refused", decided_by=UserFactory()
    ),
    "agreement_meeting_evaluates_a_year": lambda batch: AgreementMeetingFactory(
        agreement=batch.agreement, kind="evaluation"
    ),
    "agreement_meeting_one_evaluation_a_year": lambda batch: [
        AgreementMeetingFactory(agreement=batch.agreement, kind="evaluation", year=1) for _number in range(2)
    ],
    "program_code_is_unique": lambda batch: ProgramFactory(
        training_center=batch.training_center, code=batch.version.program.code
    ),
    "program_version_number_is_unique": lambda batch: ProgramVersionFactory(
        program=batch.version.program, number=1, state="draft"
    ),
    "program_version_one_open_a_program": lambda batch: ProgramVersionFactory(
        program=batch.version.program, number=2, state="open"
    ),
    "program_version_class_sizes_make_sense": lambda batch: change(batch.version, class_minimum=9, class_maximum=8),
    "program_version_threshold_is_a_percentage": lambda batch: change(batch.version, attendance_threshold=101),
    "program_version_without_assessment_has_no_scheme": lambda batch: change(
        batch.version, is_without_assessment=True, trainer_may_assess=True
    ),
    "program_version_jp_is_a_lesson": lambda batch: change(batch.version, minutes_per_jp=29),
    "program_unit_position_is_unique": lambda batch: ProgramUnitFactory(version=batch.version, position=1, code="X"),
    "program_unit_stands_once": lambda batch: ProgramUnitFactory(
        version=batch.version, position=9, code=batch.version.units.first().code
    ),
    "unit_criterion_position_is_unique": lambda batch: copy_of(
        UnitCriterion.objects.create(unit=batch.version.units.first(), position=1, text="Rapi")
    ),
    "program_unit_has_hours": lambda batch: change(batch.version.units.first(), jp=0),
    "agreement_ends_after_it_begins": lambda batch: change(batch.agreement, valid_until=date(2025, 12, 31)),
    "agreement_number_is_unique": lambda batch: AgreementFactory(
        facility=batch.facility, training_center=batch.training_center, number=batch.agreement.number
    ),
    "batch_name_is_unique": lambda batch: BatchFactory(facility=batch.facility, name=batch.name),
    "batch_public_name_is_unique": lambda batch: [
        BatchFactory(is_open=True, training_center=batch.training_center, name="Menjahit malam") for _time in range(2)
    ],
    "batch_public_has_no_agreement": lambda batch: change(batch, facility=None),
    "batch_ends_after_it_begins": lambda batch: change(batch, ends_on=BEFORE),
    "batch_has_places": lambda batch: change(batch, capacity=0),
    "batch_has_an_agreement_or_a_reason": lambda batch: change(batch, agreement=None),
    "batch_is_cancelled_with_a_reason": lambda batch: change(batch, state="cancelled", cancel_reason=""),
    "batch_staff_stands_once": second_staff,
    "hearing_one_open_a_batch": twice(hearing_of),
    "hearing_is_closed_by_somebody": lambda batch: hearing_of(batch, state="closed"),
    "hearing_member_stands_once": second_member,
    "hearing_member_substitute_stands_once": second_substitute,
    "hearing_member_substitute_stands_for_an_absent_one": lambda batch: member_of(
        batch, presence="came", substitute=UserFactory()
    ),
    "hearing_quorum_is_two_or_more": lambda batch: HearingQuorum.objects.create(
        facility=batch.facility, valid_from=DAY, share="half", least=1, reason="Surat", decided_by=UserFactory()
    ),
    "application_is_decided_by_somebody_with_a_reason": lambda batch: change(
        ApplicationFactory(batch=batch), state="admitted"
    ),
    "application_interest_is_1_to_5": lambda batch: change(ApplicationFactory(batch=batch), interest=6),
    "enrollment_one_a_batch_and_person": lambda batch: copy_of(EnrollmentFactory(batch=batch), state="completed"),
    "enrollment_one_live_batch_a_person": second_live_place,
    "registration_one_a_class_and_person": lambda batch: copy_of(registration_of(batch)),
    "registration_accepted_has_place_and_consent": lambda batch: change(
        registration_of(batch), state="accepted", decided_at=clock.now(), decided_by=UserFactory()
    ),
    "registration_is_decided_by_somebody": lambda batch: change(registration_of(batch), state="declined"),
    "registration_exception_is_accepted": lambda batch: change(registration_of(batch), override_reason="Umur hampir"),
    "registration_refusal_is_declined": lambda batch: change(registration_of(batch), decline_reason="Kelas penuh"),
    "registration_contact_has_consent": lambda batch: change(registration_of(batch), contact_sealed="x"),
    "registration_contact_ended_is_gone": lambda batch: change(
        registration_of(batch), contact_sealed="x", contact_consent_on=DAY, contact_ended_on=DAY
    ),
    "enrollment_ends_with_a_reason": lambda batch: change(EnrollmentFactory(batch=batch), state="ended"),
    "place_unit_stands_once": lambda batch: [
        PlaceUnit.objects.create(enrollment=enrollment, unit=batch.version.units.first())
        for enrollment in [EnrollmentFactory(batch=batch)] * 2
    ],
    "enrollment_suspension_one_open": lambda batch: [
        EnrollmentSuspension.objects.create(enrollment=enrollment, from_date=DAY, reason="illness")
        for enrollment in [EnrollmentFactory(batch=batch)] * 2
    ],
    "enrollment_suspension_ends_after_it_begins": lambda batch: EnrollmentSuspension.objects.create(
        enrollment=EnrollmentFactory(batch=batch), from_date=DAY, until=BEFORE, reason="illness"
    ),
    "holiday_is_unique_a_facility": twice(
        lambda batch: Holiday.objects.create(facility=batch.facility, date=DAY, name="Libur", kind="office")
    ),
    "holiday_is_unique_a_center": twice(
        lambda batch: Holiday.objects.create(
            training_center=batch.training_center, date=DAY, name="Rapat", kind="office"
        )
    ),
    "holiday_is_of_one_office": lambda batch: Holiday.objects.create(
        facility=batch.facility, training_center=batch.training_center, date=DAY, name="Rapat", kind="office"
    ),
    "holiday_is_unique_nationally": twice(
        lambda batch: Holiday.objects.create(date=DAY, name="Libur", kind="national")
    ),
    "pattern_slot_is_unique": twice(
        lambda batch: PatternSlot.objects.create(
            pattern=WeekPatternFactory(batch=batch), weekday=0, starts_at=time(8), jp=4
        )
    ),
    "pattern_slot_has_lessons": lambda batch: PatternSlot.objects.create(
        pattern=WeekPatternFactory(batch=batch), weekday=0, starts_at=time(8), jp=13
    ),
    "session_starts_once_a_batch": twice(lambda batch: SessionFactory(batch=batch)),
    "session_is_held_in_one_house": lambda batch: change(SessionFactory(batch=batch), premises=batch.training_center),
    "session_ends_after_it_begins": lambda batch: SessionFactory(
        batch=batch, ends_at=clock.at(DAY, time(8), "Asia/Makassar")
    ),
    "session_has_lessons": lambda batch: change(SessionFactory(batch=batch), jp=0),
    "session_is_cancelled_for_a_cause": lambda batch: change(SessionFactory(batch=batch), state="cancelled"),
    "session_substitute_is_somebody_else": lambda batch: change(
        SessionFactory(batch=batch), substitute_for=F("instructor")
    ),
    "calendar_link_one_a_user": second_calendar_link,
    "calendar_counter_one_a_window": twice(lambda batch: CalendarCounter.objects.create(address="a" * 64, window=1)),
    "session_is_finalized_by_somebody": lambda batch: change(SessionFactory(batch=batch), state="finalized"),
    "head_count_once_a_point": twice(head_count_of),
    "head_count_is_written_after_counting": lambda batch: head_count_of(
        batch, counted_at=clock.now(), recorded_at=clock.now() - clock.MINUTE
    ),
    "awaited_person_once_a_session": awaited_twice,
    "count_alarm_one_open_a_pair": twice(count_alarm_of),
    "count_alarm_is_explained_by_somebody": lambda batch: count_alarm_of(batch, explained_at=clock.now()),
    "count_alarm_has_two_figures_or_none": lambda batch: count_alarm_of(batch, after=None),
    "looked_for_once_an_alarm_and_person": looked_for_twice,
    "known_absence_ends_after_it_begins": lambda batch: known_absence_of(batch, ends_at=clock.now()),
    "known_absence_has_a_source": lambda batch: known_absence_of(batch, source=""),
    "roll_scan_once_a_session": twice(roll_scan_of),
    "mark_one_a_session_and_person": lambda batch: copy_of(mark_of(batch)),
    "mark_late_minutes_make_sense": lambda batch: mark_of(batch, minutes_late=601),
    "mark_taken_back_says_nothing": lambda batch: Mark.objects.filter(pk=mark_of(batch).pk).update(status=None),
    "mark_revision_version_is_unique": second_revision,
    "kept_hours_once_a_unit": lambda batch: copy_of(hours_of(batch)),
}


@pytest.mark.parametrize("name", CASES)
def test_database_refuses(batch, name):
    assert_refused(name, lambda: CASES[name](batch))


def test_cancelled_session_leaves_its_hour_to_another(batch):
    SessionFactory(batch=batch, is_cancelled=True)

    SessionFactory(batch=batch)

    assert sorted(Session.objects.values_list("state", flat=True)) == ["cancelled", "planned"]


def test_place_that_does_not_block_stands_beside_another(batch):
    enrollment = EnrollmentFactory(batch=batch)
    other = BatchFactory(facility=batch.facility)

    EnrollmentFactory(batch=other, person=enrollment.person, person__with_custody=False, blocks_parallel=False)

    assert Enrollment.objects.live().filter(person=enrollment.person).count() == 2


@pytest.mark.parametrize("state", ["ended", "completed"])
def test_place_that_is_over_makes_room_for_the_next(batch, state):
    enrollment = EnrollmentFactory(batch=batch)
    change(enrollment, state=state, ended_on=DAY, end_reason="other")

    EnrollmentFactory(batch=BatchFactory(facility=batch.facility), person=enrollment.person, person__with_custody=False)

    assert Enrollment.objects.live().filter(person=enrollment.person).count() == 1


def test_office_and_country_may_both_name_a_day(batch):
    Holiday.objects.create(date=DAY, name="Libur nasional", kind="national")
    Holiday.objects.create(facility=batch.facility, date=DAY, name="Tetap masuk", kind="working")

    assert Holiday.objects.filter(date=DAY).count() == 2
