"""An appeal freezes a result, is decided by somebody else, and leads to a new attempt before another assessor."""

from datetime import timedelta

import pytest

from certification.assessment import batch_sign_off, certificate_gate, result_appeals
from certification.assessment.models.contests import ResultAppeal
from certification.assessment.models.minutes import Addendum
from certification.assessment.models.results import UnitResult
from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.inbox import inbox_tasks
from inmates.inbox.models import InboxTask
from reports.home.work_list import tasks_for
from tests.factories import UserFactory
from tests.factories.accounts import give_beside
from tests.factories.certification import assess_all, assessor_of, class_of, record_result, sign, staff
from tests.reasons import codes

pytestmark = pytest.mark.django_db
GROUNDS = "Alat uji rusak saat ujian"


@pytest.fixture
def result(batch, place, assessor):
    assess_all(batch, by=assessor)
    place.unit_results.all().delete()
    return record_result(place, batch.version.units.first(), by=assessor, result="BK", feedback="Sambungan retak.")


def file(result, by, **fields):
    fields = {"asker": "participant", "filed_on": result.assessed_on, "grounds": GROUNDS, **fields}
    return result_appeals.file(result, by=by, **fields)


def also_head(user, head):
    """The same person with the role of the head as well, read anew: permissions are kept for a request."""
    give_beside(user, "blk_head")
    return type(user).objects.get(pk=user.pk)


def test_filing_tells_the_head_and_is_audited(result, coordinator):
    appeal = file(result, coordinator, grounds=f"  {GROUNDS} ")

    assert (appeal.grounds, appeal.assessor, appeal.outcome) == (GROUNDS, result.assessed_by, "")
    assert InboxTask.objects.open().get(kind="certification.appeal").role == "blk_head"
    assert AuditEvent.objects.get(action="result_appeal.file").details == {
        "enrollment": result.enrollment_id,
        "unit": result.unit.code,
    }


def test_training_officer_of_the_facility_files_for_the_participant(result, batch):
    officer = UserFactory(roles=["training_officer"], facility=batch.facility)

    assert file(result, officer, asker="partner").recorded_by == officer


@pytest.mark.engines
@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"asker": "somebody"}, ["asker"]),
        ({"grounds": "kurang"}, ["grounds"]),
        ({"days": -1}, ["before"]),
        ({"days": 8}, ["future"]),
    ],
)
def test_each_reason_against_what_is_written(result, coordinator, fields, expected):
    day = result.assessed_on + timedelta(days=fields.pop("days", 0))

    with pytest.raises(RuleViolation) as refused:
        file(result, coordinator, filed_on=day, **fields)

    assert codes(refused) == expected
    assert not ResultAppeal.objects.exists()


@pytest.mark.parametrize(("days", "expected"), [(7, []), (8, ["too_late"])])
def test_days_stand_in_the_version_of_the_program(result, days, expected):
    with clock.moved_to(clock.now() + timedelta(days=30)):
        found = result_appeals.day_blockers(result, filed_on=result.assessed_on + timedelta(days=days))

    assert [reason.code for reason in found] == expected


def test_longer_days_of_a_version_are_granted(result):
    result.enrollment.batch.version.appeal_days = 30

    with clock.moved_to(clock.now() + timedelta(days=30)):
        assert result_appeals.day_blockers(result, filed_on=result.assessed_on + timedelta(days=30)) == []


def spoiled(result, how):
    if how == "competent":
        UnitResult.objects.filter(pk=result.pk).update(result="K", feedback="")
    elif how == "appealed":
        file(result, staff(result.enrollment.batch.training_center, "blk_coordinator"))
    elif how == "past":
        UnitResult.objects.create(
            enrollment=result.enrollment,
            unit=result.unit,
            attempt=2,
            result="BK",
            feedback="Retak.",
            assessed_on=result.assessed_on,
            assessed_by=result.assessed_by,
        )


@pytest.mark.engines
@pytest.mark.parametrize("how", ["competent", "appealed", "past"])
def test_each_reason_against_an_appeal(result, coordinator, how):
    spoiled(result, how)

    with pytest.raises(RuleViolation) as refused:
        file(result, coordinator)

    assert codes(refused) == [how]


@pytest.mark.parametrize("role", ["assessor", "blk_head", "certificate_officer"])
def test_not_everybody_files(result, role):
    with pytest.raises(RuleViolation) as refused:
        file(result, staff(result.enrollment.batch.training_center, role))

    assert codes(refused) == ["not_authorized"]


def test_coordinator_of_another_center_does_not_file(result):
    with pytest.raises(RuleViolation) as refused:
        file(result, staff(class_of(1).training_center, "blk_coordinator"))

    assert codes(refused) == ["not_authorized"]


def test_appealed_result_rests_on_the_grid(result, place, coordinator, assessor):
    file(result, coordinator)

    with pytest.raises(RuleViolation) as refused:
        record_result(place, result.unit, by=assessor, result="K")

    assert codes(refused) == ["frozen"]


def test_appeal_freezes_sign_off_and_papers(batch, result, place, coordinator):
    file(result, coordinator)

    standing = certificate_gate.standing_of(place)

    assert "contested" in [reason.code for reason in batch_sign_off.blockers(batch, [standing], by=coordinator)]
    assert "appeal" in [reason.code for reason in standing.blockers]
    assert "appeal" in [reason.code for reason in certificate_gate.statement_blockers(standing)]


@pytest.mark.parametrize("outcome", ["granted", "refused"])
def test_assessor_and_who_filed_decide_nothing(result, coordinator, head, outcome):
    appeal = file(result, coordinator)
    assessor = also_head(result.assessed_by, head)

    with pytest.raises(RuleViolation) as refused:
        result_appeals.decide(appeal, by=assessor, outcome=outcome, reason="Alasan yang cukup")

    assert codes(refused) == ["four_eyes"]
    filer = also_head(coordinator, head)
    assert [reason.code for reason in result_appeals.decide_blockers(appeal, by=filer)] == ["four_eyes"]


@pytest.mark.parametrize(
    ("outcome", "reason", "expected"),
    [
        ("", "Alasan yang cukup", ["outcome"]),
        ("refused", "singkat", ["reason"]),
        ("admitted", "", ["outcome", "reason"]),
    ],
)
def test_decision_needs_an_outcome_and_a_reason(result, coordinator, head, outcome, reason, expected):
    appeal = file(result, coordinator)

    with pytest.raises(RuleViolation) as refused:
        result_appeals.decide(appeal, by=head, outcome=outcome, reason=reason)

    assert codes(refused) == expected


def test_rejected_appeal_lets_the_result_stand_and_everything_go_on(result, place, coordinator, head):
    appeal = result_appeals.decide(
        file(result, coordinator), by=head, outcome="refused", reason="Alat uji berfungsi baik"
    )

    assert (appeal.outcome, appeal.decided_by) == ("refused", head)
    assert "appeal" not in [reason.code for reason in certificate_gate.standing_of(place).blockers]
    assert not InboxTask.objects.open().filter(kind="certification.appeal").exists()
    assert [reason.code for reason in result_appeals.decide_blockers(appeal, by=head)] == ["decided"]


@pytest.mark.engines
def test_granted_appeal_still_rests_until_another_assessor_has_assessed(batch, result, place, coordinator, head):
    appeal = result_appeals.decide(
        file(result, coordinator), by=head, outcome="granted", reason="Alat uji memang rusak"
    )
    assert "appeal" in [reason.code for reason in certificate_gate.standing_of(place).blockers]
    assert {task.role for task in InboxTask.objects.open().filter(kind="certification.assess_again")} == {
        "assessor",
        "blk_coordinator",
    }

    other = assessor_of(batch)
    written = result_appeals.assess_again(appeal, by=other, result="K")

    assert (written.attempt, written.result, written.assessed_by) == (2, "K", other)
    assert ResultAppeal.objects.get().again == written
    assert "appeal" not in [reason.code for reason in certificate_gate.standing_of(place).blockers]
    assert not InboxTask.objects.open().filter(kind="certification.assess_again").exists()
    assert not Addendum.objects.exists()


def test_a_granted_appeal_has_a_day_by_which_it_is_assessed_again(result, batch, coordinator, head):
    """Regression: nobody was reminded, and the class was kept for good."""
    result_appeals.decide(file(result, coordinator), by=head, outcome="granted", reason="Alat uji memang rusak")

    tasks = InboxTask.objects.open().filter(kind="certification.assess_again")
    due = clock.today(coordinator.time_zone) + timedelta(days=30)
    assert set(tasks.values_list("due_on", flat=True)) == {due}
    for task in tasks:
        with pytest.raises(RuleViolation) as refused:
            inbox_tasks.acknowledge(task, by=coordinator, note="Sudah dilihat")
        assert codes(refused.value.reasons) == ["not_over"]
    with clock.moved_to(clock.now() + timedelta(days=30)):
        assert [task.title for task in tasks_for(coordinator) if "view=late" in task.url] == []
    with clock.moved_to(clock.now() + timedelta(days=31)):
        assert [task.kind for task in tasks_for(coordinator) if "view=late" in task.url] == ["bad"]
        assert [line.kind for line in InboxTask.objects.visible_to(coordinator).overdue(due + timedelta(days=1))] == [
            "certification.assess_again"
        ]
        result_appeals.assess_again(ResultAppeal.objects.get(), by=assessor_of(batch), result="K")
        assert [task for task in tasks_for(coordinator) if "view=late" in task.url] == []


def test_same_assessor_does_not_assess_again(result, coordinator, head, assessor):
    appeal = result_appeals.decide(
        file(result, coordinator), by=head, outcome="granted", reason="Alat uji memang rusak"
    )

    assert [reason.code for reason in result_appeals.again_blockers(appeal, by=assessor)] == ["four_eyes"]


def test_nothing_is_assessed_again_before_the_decision(batch, result, coordinator):
    appeal = file(result, coordinator)

    with pytest.raises(RuleViolation) as refused:
        result_appeals.assess_again(appeal, by=assessor_of(batch), result="BK")

    assert codes(refused) == ["not_granted", "feedback"]


def test_cancelled_batch_is_not_assessed_again(batch, result, coordinator, head):
    appeal = result_appeals.decide(
        file(result, coordinator), by=head, outcome="granted", reason="Alat uji memang rusak"
    )
    appeal.result.enrollment.batch.state = "cancelled"

    found = result_appeals.again_blockers(appeal, by=assessor_of(batch))

    assert [reason.code for reason in found] == ["state"]


@pytest.mark.engines
def test_attempt_after_an_appeal_is_no_matter_of_the_usual_number(batch, result, place, assessor, coordinator, head):
    for day in (1, 2):
        with clock.moved_to(clock.now() + timedelta(days=day)):
            record_result(place, result.unit, by=assessor, result="BK", feedback=f"Uji {day} retak.")
    last = UnitResult.objects.latest().get(enrollment=place)
    with clock.moved_to(clock.now() + timedelta(days=3)):
        appeal = result_appeals.decide(
            file(last, coordinator), by=head, outcome="granted", reason="Alat uji memang rusak"
        )

        assert result_appeals.assess_again(appeal, by=assessor_of(batch), result="K").attempt == 4


@pytest.mark.engines
def test_after_the_sign_off_the_minutes_are_supplemented(batch, result, place, coordinator, head):
    signed = sign(batch)
    appeal = result_appeals.decide(
        file(result, coordinator), by=head, outcome="granted", reason="Alat uji memang rusak"
    )
    other = assessor_of(batch)

    result_appeals.assess_again(appeal, by=other, result="K")

    addendum = Addendum.objects.get()
    assert (addendum.number, addendum.sign_off) == (f"{signed.number} – Tambahan 1", signed)
    unit = result.unit
    assert addendum.words["items"][0] == (
        f"Keberatan {place.person.full_name} atas hasil unit {unit.code} {unit.title} (percobaan 1: BK) dikabulkan. "
        f"Penilaian ulang oleh asesor lain, {other.full_name}, menetapkan hasil K."
    )
    assert signed.minutes == {}
