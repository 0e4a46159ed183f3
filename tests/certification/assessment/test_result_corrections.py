"""A correction after the sign-off: two people, the old value kept, the minutes supplemented and never rewritten."""

import pytest

from certification.assessment import certificate_gate, minutes_supplements, minutes_words, result_corrections
from certification.assessment.models.contests import ResultCorrection
from certification.assessment.models.minutes import Addendum
from certification.assessment.models.results import SignOff, UnitResult
from certification.certificates import issue_certificates
from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.inbox.models import InboxTask
from tests.factories.accounts import give_beside
from tests.factories.certification import (
    NumberSeriesFactory,
    approved,
    assess_all,
    assessor_of,
    class_of,
    record_result,
    sign,
    staff,
)
from tests.papers import pages
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
REASON = "Baris tertukar dengan peserta lain"


@pytest.fixture
def batch():
    batch = class_of(1)
    assess_all(batch)
    sign(batch)
    return batch


def ask(place, unit, by, **fields):
    fields = {"result": "BK", "feedback": "Sambungan sudut retak.", "reason": REASON, **fields}
    return result_corrections.ask(place, unit, by=by, **fields)


def test_asking_changes_nothing_and_freezes_the_papers(place, unit, coordinator):
    correction = ask(place, unit, coordinator)

    assert (correction.old_result, correction.new_result, correction.state) == ("K", "BK", "asked")
    assert UnitResult.objects.get(enrollment=place, unit=unit).result == "K"
    assert [reason.code for reason in certificate_gate.standing_of(place).blockers] == ["correction"]
    assert InboxTask.objects.open().get(kind="certification.correction").role == "blk_head"


def spoiled(place, unit, coordinator, how):
    if how == "no_result":
        UnitResult.objects.filter(enrollment=place, unit=unit).delete()
    elif how == "not_locked":
        SignOff.objects.all().delete()
    elif how == "asked":
        ask(place, unit, coordinator)
    elif how == "appealed":
        UnitResult.objects.filter(enrollment=place, unit=unit).update(result="BK", feedback="Retak.")
        result = UnitResult.objects.get(enrollment=place, unit=unit)
        result.appeal = result._meta.get_field("appeal").related_model.objects.create(
            result=result,
            asker="participant",
            filed_on=result.assessed_on,
            grounds="Alat rusak",
            recorded_by=coordinator,
            assessor=result.assessed_by,
        )


@pytest.mark.parametrize("how", ["no_result", "not_locked", "asked", "appealed"])
def test_each_reason_against_asking(place, unit, coordinator, how):
    spoiled(place, unit, coordinator, how)

    assert [reason.code for reason in result_corrections.ask_blockers(place, unit, by=coordinator)] == [how]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"result": "C"}, ["result"]),
        ({"feedback": "  "}, ["feedback"]),
        ({"result": "K"}, ["same"]),
        ({"reason": "singkat"}, ["reason"]),
        ({"result": "", "reason": ""}, ["result", "reason"]),
    ],
)
def test_each_reason_against_what_is_written(place, unit, coordinator, fields, expected):
    with pytest.raises(RuleViolation) as refused:
        ask(place, unit, coordinator, **fields)

    assert codes(refused) == expected
    assert not ResultCorrection.objects.exists()


@pytest.mark.parametrize("role", ["instructor", "certificate_officer", "blk_head"])
def test_not_everybody_asks(place, unit, role):
    with pytest.raises(RuleViolation) as refused:
        ask(place, unit, staff(place.batch.training_center, role))

    assert codes(refused) == ["not_authorized"]


def test_who_asked_does_not_approve(place, unit, coordinator, head):
    correction = ask(place, unit, coordinator)
    give_beside(coordinator, "blk_head")
    # Read anew: permissions are kept for a request.
    both = type(coordinator).objects.get(pk=coordinator.pk)

    assert [reason.code for reason in result_corrections.approve_blockers(correction, by=both)] == ["four_eyes"]


def test_approval_writes_the_result_keeps_the_old_one_and_supplements_the_minutes(place, unit, coordinator, head):
    before = UnitResult.objects.get(enrollment=place, unit=unit)

    correction = result_corrections.approve(ask(place, unit, coordinator), by=head, note="Diperiksa pada lembar uji")

    after = UnitResult.objects.get(enrollment=place, unit=unit)
    assert (after.result, after.feedback, after.attempt) == ("BK", "Sambungan sudut retak.", 1)
    assert (after.assessed_by, after.version) == (before.assessed_by, before.version + 1)
    assert (correction.state, correction.old_result, correction.decided_by) == ("approved", "K", head)
    signed, addendum = SignOff.objects.get(), Addendum.objects.get()
    assert (addendum.sign_off, addendum.number, signed.minutes) == (signed, f"{signed.number} – Tambahan 1", {})
    assert REASON in addendum.words["items"][0]
    assert addendum.words["rows"][0]["result"] == "Belum kompeten"
    assert AuditEvent.objects.get(action="result.correct").details["before"] == "K"
    assert not InboxTask.objects.open().filter(kind="certification.correction").exists()
    assert [reason.code for reason in result_corrections.approve_blockers(correction, by=head)] == [
        "decided",
        "changed",
    ]


def test_supplements_are_counted(place, unit, coordinator, head):
    result_corrections.approve(ask(place, unit, coordinator), by=head)
    result_corrections.approve(ask(place, unit, coordinator, result="K", feedback="Ulangi las"), by=head)

    assert [row.position for row in Addendum.objects.all()] == [1, 2]
    assert UnitResult.objects.get(enrollment=place, unit=unit).feedback == ""


def test_supplement_prints_and_names_the_minutes(place, unit, coordinator, head):
    result_corrections.approve(ask(place, unit, coordinator), by=head)
    addendum = Addendum.objects.get()

    text = " ".join(pages(minutes_words.minutes_pdf(addendum.words, place.batch.training_center)))

    assert f"Tambahan atas Berita Acara Nomor {addendum.sign_off.number}" in text
    assert REASON in text


def test_nothing_is_supplemented_where_no_minutes_are_signed(place, coordinator):
    SignOff.objects.all().delete()

    assert minutes_supplements.supplement(place, by=coordinator, what="Apa pun.") is None


def test_declined_correction_lets_everything_stand(place, unit, coordinator, head):
    correction = result_corrections.reject(ask(place, unit, coordinator), by=head, note="Lembar uji menyatakan K")

    assert correction.state == "rejected"
    assert UnitResult.objects.get(enrollment=place, unit=unit).result == "K"
    assert certificate_gate.standing_of(place).blockers == []
    assert not Addendum.objects.exists()


def test_declining_needs_a_reason(place, unit, coordinator, head):
    with pytest.raises(RuleViolation) as refused:
        result_corrections.reject(ask(place, unit, coordinator), by=head, note="tidak")

    assert codes(refused) == ["note"]


def test_result_that_changed_meanwhile_is_not_corrected(place, unit, coordinator, head):
    correction = ask(place, unit, coordinator)
    UnitResult.objects.filter(enrollment=place, unit=unit).update(result="BK", feedback="Lain.")

    assert [reason.code for reason in result_corrections.approve_blockers(correction, by=head)] == ["changed"]


def test_paper_in_the_making_is_taken_back_first(place, unit, coordinator, head):
    correction = ask(place, unit, coordinator)
    approved(place)

    assert [reason.code for reason in result_corrections.approve_blockers(correction, by=head)] == ["in_the_making"]


def test_issued_paper_keeps_its_words_and_is_pointed_to(batch, place, unit, coordinator, head):
    NumberSeriesFactory(training_center=batch.training_center)
    officer = staff(batch.training_center, "certificate_officer")
    certificate = issue_certificates.issue(approved(place), by=officer, render_after=False)

    result_corrections.approve(ask(place, unit, coordinator), by=head)

    task = InboxTask.objects.open().get(kind="certification.result_changed")
    assert (task.role, task.values["number"]) == ("certificate_officer", certificate.number_text)
    certificate.refresh_from_db()
    assert len(certificate.snapshot["units"]) == 2


def test_locked_grid_stays_locked(batch, place, unit, coordinator):
    ask(place, unit, coordinator)

    with pytest.raises(RuleViolation) as refused:
        record_result(place, unit, by=assessor_of(batch), result="BK", feedback="Retak.")

    assert codes(refused) == ["locked"]
