from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from certification.assessment import unit_results
from certification.assessment.models.results import UnitResult
from certification.assessment.unit_results import Entry, StaleResult, record_results
from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from programs.batches.models import BatchStaff
from tests.factories.certification import AssessorRegistrationFactory, assessor_of, class_of, record_result, sign, staff
from tests.factories.programs import EnrollmentFactory, SessionFactory
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def batch():
    return class_of(2)


@pytest.fixture
def enrollment(batch):
    return batch.enrollments.first()


def state_of(enrollment, unit):
    return list(UnitResult.objects.filter(enrollment=enrollment, unit=unit).values_list("attempt", "result", "version"))


def test_first_result_is_the_first_attempt(enrollment, unit, assessor):
    result = record_result(enrollment, unit, by=assessor, result="K")

    assert (result.attempt, result.result, result.version, result.assessed_by) == (1, "K", 1, assessor)
    assert str(result.assessed_on) == "2026-11-23"
    event = AuditEvent.objects.get(action="result.record")
    assert event.details == {
        "enrollment": enrollment.pk,
        "unit": unit.code,
        "attempt": 1,
        "result": "K",
        "before": "",
    }


def test_competent_after_not_yet_is_a_new_attempt_and_the_old_one_stays(enrollment, unit, assessor):
    record_result(enrollment, unit, by=assessor, result="BK", feedback="Ulangi las sudut.")

    record_result(enrollment, unit, by=assessor, result="K")

    assert state_of(enrollment, unit) == [(1, "BK", 1), (2, "K", 2)]


def test_not_yet_on_another_day_is_a_new_attempt(enrollment, unit, assessor):
    record_result(enrollment, unit, by=assessor, result="BK", feedback="Ulangi las sudut.")

    with clock.moved_to(clock.now() + timedelta(days=1)):
        record_result(enrollment, unit, by=assessor, result="BK", feedback="Masih ada porositas.")

    assert state_of(enrollment, unit) == [(1, "BK", 1), (2, "BK", 2)]


def test_other_feedback_on_the_same_day_corrects_the_same_attempt(enrollment, unit, assessor):
    record_result(enrollment, unit, by=assessor, result="BK", feedback="Ulangi las sudut.")

    record_result(enrollment, unit, by=assessor, result="BK", feedback="Ulangi las sudut 2F.")

    assert state_of(enrollment, unit) == [(1, "BK", 2)]


def test_not_yet_over_competent_corrects_and_the_audit_keeps_what_was(enrollment, unit, assessor):
    record_result(enrollment, unit, by=assessor, result="K")

    record_result(enrollment, unit, by=assessor, result="BK", feedback="Salah baris.")

    assert state_of(enrollment, unit) == [(1, "BK", 2)]
    assert [event.details["before"] for event in AuditEvent.objects.filter(action="result.record")] == ["K", ""]


def test_fourth_attempt_is_refused(enrollment, unit, assessor):
    for day in range(3):
        with clock.moved_to(clock.now() + timedelta(days=day)):
            record_result(enrollment, unit, by=assessor, result="BK", feedback=f"Belum rapat, uji {day + 1}.")

    with clock.moved_to(clock.now() + timedelta(days=4)), pytest.raises(RuleViolation) as refused:
        record_result(enrollment, unit, by=assessor, result="K")

    assert codes(refused) == ["attempts"]


def test_same_result_again_writes_nothing(batch, enrollment, unit, assessor):
    record_result(enrollment, unit, by=assessor, result="K")

    assert record_results(batch, [Entry(enrollment, unit, "K", version=1)], by=assessor) == []
    assert AuditEvent.objects.filter(action="result.record").count() == 1


@pytest.mark.parametrize(
    ("result", "feedback", "reason"),
    [
        ("BK", "", "feedback"),
        ("BK", "   ", "feedback"),
        ("BK", "las ", "feedback"),
        ("C", "", "result"),
        ("", "", "result"),
    ],
)
def test_entry_that_is_incomplete_is_refused(enrollment, unit, assessor, result, feedback, reason):
    with pytest.raises(RuleViolation) as refused:
        record_result(enrollment, unit, by=assessor, result=result, feedback=feedback)

    assert codes(refused) == [reason]
    assert not UnitResult.objects.exists()


def test_stale_entry_names_who_was_faster(batch, enrollment, unit, assessor):
    record_result(enrollment, unit, by=assessor, result="K")

    with pytest.raises(StaleResult) as refused:
        record_results(batch, [Entry(enrollment, unit, "BK", "Retak.", version=0)], by=assessor)

    assert [current.result for current in refused.value.currents] == ["K"]
    assert assessor.full_name in str(refused.value)


def test_one_bad_entry_keeps_the_others_out(batch, assessor):
    first, second = batch.enrollments.all()
    unit = batch.version.units.first()

    with pytest.raises(RuleViolation):
        record_results(batch, [Entry(first, unit, "K"), Entry(second, unit, "BK")], by=assessor)

    assert not UnitResult.objects.exists()


def test_assessor_of_another_batch_is_refused(enrollment, unit):
    with pytest.raises(RuleViolation) as refused:
        record_result(enrollment, unit, by=assessor_of(class_of(1)), result="K")

    assert codes(refused) == ["not_assigned"]


def test_assignment_without_the_role_is_not_enough(batch, enrollment, unit):
    coordinator = staff(batch.training_center, "blk_coordinator")
    BatchStaff.objects.create(batch=batch, user=coordinator, duty="assessor")
    AssessorRegistrationFactory(assessor=coordinator)

    with pytest.raises(RuleViolation) as refused:
        record_result(enrollment, unit, by=coordinator, result="K")

    assert codes(refused) == ["not_assigned"]


def test_who_taught_a_session_is_refused(batch, enrollment, unit, assessor):
    batch.sessions.update(instructor=assessor)

    with pytest.raises(RuleViolation) as refused:
        record_result(enrollment, unit, by=assessor, result="K")

    assert codes(refused) == ["trainer"]


def test_instructor_of_the_batch_is_refused(batch, assessor):
    BatchStaff.objects.create(batch=batch, user=assessor, duty="instructor")

    assert [reason.code for reason in unit_results.assessor_blockers(batch, by=assessor)] == ["trainer"]


def test_trainer_may_assess_where_the_program_says_so(batch, enrollment, unit, assessor):
    batch.sessions.update(instructor=assessor)
    batch.version.trainer_may_assess = True
    batch.version.save()

    assert record_result(enrollment, unit, by=assessor, result="K").result == "K"


def test_results_are_locked_by_the_sign_off(batch, enrollment, unit, assessor):
    sign(batch)

    with pytest.raises(RuleViolation) as refused:
        record_result(enrollment, unit, by=assessor, result="K")

    assert codes(refused) == ["locked"]


@pytest.mark.parametrize("state", ["planned", "selecting", "certified"])
def test_no_results_before_and_after_the_batch(batch, assessor, state):
    batch.state = state

    assert [reason.code for reason in unit_results.assessor_blockers(batch, by=assessor)] == ["state"]


def test_database_refuses_not_yet_without_feedback(enrollment, unit, assessor):
    row = UnitResult(
        enrollment=enrollment, unit=unit, result="BK", assessed_on="2026-11-23", assessed_by=assessor, feedback=""
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_database_refuses_the_same_attempt_twice(enrollment, unit, assessor):
    record_result(enrollment, unit, by=assessor, result="K")
    row = UnitResult(enrollment=enrollment, unit=unit, result="K", assessed_on="2026-11-23", assessed_by=assessor)

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_latest_is_the_attempt_that_counts(enrollment, unit, assessor):
    record_result(enrollment, unit, by=assessor, result="BK", feedback="Ulangi.")
    record_result(enrollment, unit, by=assessor, result="K")

    assert [row.result for row in UnitResult.objects.latest()] == ["K"]


def test_results_are_seen_by_the_two_offices_of_the_batch_only(batch, enrollment, unit, assessor):
    record_result(enrollment, unit, by=assessor, result="K")
    stranger = staff(EnrollmentFactory().batch.training_center, "blk_coordinator")

    assert UnitResult.objects.visible_to(staff(batch.training_center, "blk_coordinator")).count() == 1
    assert UnitResult.objects.visible_to(stranger).count() == 0


def test_a_unit_whose_sessions_all_lie_ahead_is_not_assessed(client):
    batch = class_of(2, state="running", ends_on=date(2026, 12, 18))
    assessor = assessor_of(batch)
    first, second = batch.version.units.all()
    ahead = SessionFactory(
        batch=batch, unit=second, date=date(2026, 12, 1), instructor=batch.sessions.first().instructor
    )
    place = batch.enrollments.order_by("pk").first()

    with pytest.raises(RuleViolation) as refused:
        record_result(place, second, by=assessor, result="K")

    assert codes(refused) == ["not_taught"]
    assert str(refused.value.reasons[0]).startswith(f"Unit {second.short_code} belum diajarkan")
    client.force_login(assessor)
    page = client.get(reverse("certification:assessment_grid", args=[batch.public_id]))
    assert [[cell.is_held for cell in row.cells] for row in page.context["rows"]] == [[False, True]] * 2
    assert "belum diajarkan" in page.text
    record_result(place, first, by=assessor, result="K")
    with clock.moved_to(ahead.starts_at):
        record_result(place, second, by=assessor, result="K")
