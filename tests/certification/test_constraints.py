"""What the database itself refuses of results, numbers and certificates, each constraint violated once."""

from datetime import date

import pytest

from certification.assessment.models.contests import ResultAppeal, ResultCorrection
from certification.assessment.models.evidence import Evidence
from certification.assessment.models.minutes import Addendum, PersonSignOff
from certification.assessment.models.results import UnitResult
from certification.certificate_templates.models import CertificateTemplate
from certification.certificates import certificate_rendering, issue_certificates
from certification.certificates.models import IssueDays, IssueRun
from certification.outside_tests.models.blanks import BlankSerial
from certification.register.models import (
    Certificate,
    CertificateFile,
    CheckCounter,
    HandOver,
    HolderPaper,
    NumberCheckCounter,
    PrintRecord,
    SeriesNumber,
)
from certification.sealing.models import SealKey
from certification.verification.models import StatementKey, StatusList
from core import clock
from tests.constraints import assert_refused, change, copy_of, names_of
from tests.factories import earlier
from tests.factories.certification import (
    AssessorRegistrationFactory,
    NumberSeriesFactory,
    UnitResultFactory,
    approved,
    graduates,
    staff,
)
from tests.factories.outside import blanks, certified, outside_test

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def issued():
    batch = graduates(1)
    officer = staff(batch.training_center, "certificate_officer")
    return issue_certificates.issue(approved(batch.enrollments.get()), by=officer)


def second_in_force(issued):
    number = SeriesNumber.objects.create(series=issued.number.series, number=2, given_at=clock.now())
    copy_of(Certificate.objects.get(), state="issued", number=number, code="1" * 26, status_index=None)


def second_in_the_making(issued):
    for _ in range(2):
        approved(issued.enrollment)


def second_in_its_place(issued):
    number = SeriesNumber.objects.create(series=issued.number.series, number=2, given_at=clock.now())
    copy_of(Certificate.objects.get(), state="superseded", number=number, code="1" * 26)


def second_key(issued):
    for kid in ("A", "B"):
        StatementKey.objects.create(training_center=issued.batch.training_center, kid=kid, public_key=kid)


def second_copy(issued):
    for _ in range(2):
        PrintRecord.objects.create(certificate=issued, printed_by=issued.issued_by, copy=1, run=issued.public_id)


def paper_of_holder(issued, **fields):
    told = {"code": "A", "words": {}, "words_digest": "x", "content": b"x", "sha256": "x"}
    return HolderPaper.objects.create(enrollment=issued.enrollment, office="BLK", **told | fields)


def seal_key(issued):
    return SealKey.objects.create(
        training_center=issued.batch.training_center,
        certificate="x",
        fingerprint="a" * 64,
        valid_from=clock.now(),
        valid_until=clock.now(),
    )


def second_counter(issued):
    for _ in range(2):
        CheckCounter.objects.create(address="x", window=1)


def second_day_counter(issued):
    for _ in range(2):
        NumberCheckCounter.objects.create(address="x", window=1)


def template(issued):
    center = issued.batch.training_center
    return CertificateTemplate.objects.create(training_center=center, version=1, changed_by=issued.issued_by)


def decided_by_who_asked(issued):
    change(
        issued,
        state="revoked",
        revoked_at=clock.now(),
        revoked_by=issued.issued_by,
        revocation_reason="Salah cetak",
        revocation_requested_by=issued.issued_by,
    )


def another(issued):
    return staff(issued.batch.training_center, "blk_head")


def appeal(issued, **fields):
    result = UnitResult.objects.filter(enrollment=issued.enrollment).first()
    return ResultAppeal.objects.create(
        result=result,
        asker="participant",
        filed_on=result.assessed_on,
        grounds="Alat rusak",
        recorded_by=issued.issued_by,
        assessor=result.assessed_by,
        **fields,
    )


def correction(issued, **fields):
    fields = {"new_result": "K", "state": "asked", **fields}
    return ResultCorrection.objects.create(
        enrollment=issued.enrollment,
        unit=issued.batch.version.units.first(),
        old_result="K",
        reason="Salah baris",
        asked_by=issued.issued_by,
        **fields,
    )


def alone(issued):
    return PersonSignOff.objects.create(
        enrollment=issued.enrollment,
        ended_on=date(2026, 11, 23),
        number="BA-7",
        signed_by=issued.issued_by,
        minutes={},
    )


def addendum(issued, **fields):
    return Addendum.objects.create(
        enrollment=issued.enrollment, position=1, number="1", made_by=issued.issued_by, words={}, **fields
    )


def twice_supplemented(issued, side):
    for _ in range(2):
        addendum(issued, **side)


def registration(issued, **fields):
    return AssessorRegistrationFactory(assessor=issued.issued_by, **fields)


def evidence(issued):
    return Evidence.objects.create(
        enrollment=issued.enrollment,
        unit=issued.batch.version.units.first(),
        sha256="x",
        caption="x",
        added_by=issued.issued_by,
    )


ASSESSMENT = {
    "person_sign_off_once_an_end": lambda issued: copy_of(alone(issued)),
    "addendum_position_is_unique": lambda issued: twice_supplemented(issued, {"sign_off": issued.batch.sign_off}),
    "addendum_of_person_is_unique": lambda issued: twice_supplemented(issued, {"person_sign_off": alone(issued)}),
    "addendum_belongs_to_one_sign_off": addendum,
    "result_appeal_is_decided_by_somebody_with_a_reason": lambda issued: change(appeal(issued), outcome="rejected"),
    "result_appeal_is_decided_by_another": lambda issued: change(
        appeal(issued), outcome="rejected", reason="Alasan", decided_at=clock.now(), decided_by=issued.issued_by
    ),
    "result_appeal_again_only_when_granted": lambda issued: change(
        appeal(issued), again=UnitResult.objects.filter(enrollment=issued.enrollment).last()
    ),
    "result_appeal_end_is_asked_with_a_reason": lambda issued: change(appeal(issued), end_reason="Tidak ada asesor"),
    "result_appeal_end_was_asked_for": lambda issued: change(
        appeal(issued), ended_at=clock.now(), ended_by=issued.issued_by
    ),
    "result_appeal_is_ended_by_another": lambda issued: change(
        appeal(issued, outcome="granted", reason="Alasan", decided_at=clock.now(), decided_by=another(issued)),
        end_asked_at=clock.now(),
        end_asked_by=issued.issued_by,
        end_reason="Tidak ada asesor",
        ended_at=clock.now(),
        ended_by=issued.issued_by,
    ),
    "result_correction_one_open_a_result": lambda issued: copy_of(correction(issued)),
    "result_correction_is_decided_by_somebody": lambda issued: change(correction(issued), state="approved"),
    "result_correction_takes_two_people": lambda issued: change(
        correction(issued), state="approved", decided_by=issued.issued_by
    ),
    "result_correction_not_yet_has_feedback": lambda issued: correction(issued, new_result="BK"),
    "evidence_is_withdrawn_with_a_reason": lambda issued: change(
        evidence(issued), withdrawn_at=clock.now(), withdrawn_by=issued.issued_by
    ),
    "assessor_registration_ends_after_it_begins": lambda issued: registration(issued, valid_until=date(2024, 1, 1)),
    "assessor_registration_stands_once": lambda issued: copy_of(registration(issued)),
    "assessor_registration_is_withdrawn_with_a_reason": lambda issued: change(
        registration(issued), withdrawn_at=clock.now(), withdrawn_by=another(issued)
    ),
}
CASES = {
    **ASSESSMENT,
    "unit_result_attempt_is_unique": lambda issued: copy_of(UnitResult.objects.first()),
    "unit_result_not_yet_has_feedback": lambda issued: UnitResultFactory(
        enrollment=issued.enrollment, attempt=2, result="BK", feedback=""
    ),
    "issue_days_one_rule_a_day": lambda issued: copy_of(IssueDays.objects.first()),
    "issue_run_one_a_day": lambda issued: [
        IssueRun.objects.create(training_center=issued.batch.training_center, day=issued.issued_on, begun_by=one)
        for one in (issued.issued_by, issued.approved_by)
    ],
    "number_series_one_a_center_paper_and_year": lambda issued: NumberSeriesFactory(
        training_center=issued.batch.training_center
    ),
    "series_number_is_given_once": lambda issued: copy_of(SeriesNumber.objects.get()),
    "certificate_one_in_force_a_person_and_batch": second_in_force,
    "certificate_one_in_the_making_a_person_and_batch": second_in_the_making,
    "certificate_issued_has_a_number": lambda issued: change(issued, number=None),
    "certificate_approved_by_another_person": lambda issued: change(issued, approved_by=issued.prepared_by),
    "certificate_is_revoked_with_a_reason": lambda issued: change(
        issued, state="revoked", revoked_at=clock.now(), revoked_by=issued.approved_by
    ),
    "certificate_revoked_by_another_person": decided_by_who_asked,
    "certificate_has_a_place_of_its_own_in_the_status_list": second_in_its_place,
    "statement_key_one_in_use_a_center": second_key,
    "statement_key_out_of_use_since_a_moment": lambda issued: StatementKey.objects.create(
        training_center=issued.batch.training_center, kid="A", public_key="A", state="retired"
    ),
    "status_list_one_open_a_center": lambda issued: copy_of(StatusList.objects.get(), slug="another"),
    "print_record_copy_is_unique": second_copy,
    "hand_over_to_another_has_a_proof": lambda issued: HandOver.objects.create(
        certificate=issued,
        handed_on=issued.issued_on,
        received_by="Siti",
        is_holder=False,
        recorded_by=issued.issued_by,
    ),
    "check_counter_one_a_window": second_counter,
    "number_check_counter_one_a_day": second_day_counter,
    "seal_key_one_in_use_a_center": lambda issued: copy_of(seal_key(issued), fingerprint="b" * 64),
    "seal_key_out_of_use_since_a_moment": lambda issued: change(seal_key(issued), state="retired"),
    "seal_key_is_doubted_since_a_moment": lambda issued: change(
        seal_key(issued), state="compromised", ended_at=clock.now()
    ),
    "certificate_file_seal_has_key_and_moment": lambda issued: CertificateFile.objects.create(
        certificate=issued, content=b"x", sha256="x", seal_key=seal_key(issued)
    ),
    "holder_paper_seal_has_key_and_moment": lambda issued: paper_of_holder(issued, seal_key=seal_key(issued)),
    "holder_paper_one_an_office_and_words": lambda issued: [paper_of_holder(issued, code=code) for code in "AB"],
    "template_version_is_made_once": lambda issued: copy_of(template(issued)),
    "template_one_draft_a_center": lambda issued: copy_of(template(issued), version=2),
    "template_adopted_has_a_person": lambda issued: change(template(issued), adopted_at=clock.now()),
    "template_adopted_by_another_person": lambda issued: change(
        template(issued), adopted_at=clock.now(), adopted_by=issued.issued_by
    ),
}

# Each writes down what the rules would never let pass, of a candidate with a certificate.
OUTSIDE = {
    "outside_test_is_cancelled_with_a_reason": lambda held: change(held.test, cancelled_at=clock.now()),
    "outside_candidate_once_a_test": lambda held: copy_of(held, certificate_number="2", blank_serial=""),
    "outside_candidate_certificate_number_is_unique": lambda held: certified(held.test, number=held.certificate_number),
    "outside_candidate_blank_serial_is_unique": lambda held: certified(
        held.test, number="2", blank_serial=held.blank_serial
    ),
    "outside_candidate_certificate_is_of_a_competent_one": lambda held: change(held, result="BK"),
    "outside_candidate_only_a_certificate_is_handed_over": lambda held: change(held, received_by="Ahmad"),
    "outside_import_keeps_nothing_once_settled": lambda held: held.test.imports.create(
        created_by=held.added_by, state="accepted", settled_at=clock.now(), sealed_table="x"
    ),
    "blank_serial_once_a_center": lambda held: copy_of(BlankSerial.objects.first()),
    "blank_serial_used_names_its_candidate": lambda held: change(BlankSerial.objects.first(), state="used"),
    "blank_serial_gone_has_a_reason": lambda held: change(BlankSerial.objects.first(), state="lost"),
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_database_refuses_of_competency_tests(name):
    held = certified(outside_test(), blank_serial="BNSP 7")
    blanks(held.test.training_center)

    assert_refused(name, lambda: OUTSIDE[name](held))


# Each writes down what the rules would never let pass, of a certificate from before in force and one that waits.
EARLIER = {
    "earlier_certificate_number_is_unique_in_a_center": lambda held, waits: change(waits, number_key=held.number_key),
    "earlier_certificate_ends_after_its_issue": lambda held, waits: change(held, valid_until=date(2000, 1, 1)),
    "earlier_certificate_decided_by_another": lambda held, waits: change(held, decided_by=held.recorded_by),
    "earlier_certificate_waits_or_is_decided": lambda held, waits: change(waits, decided_at=clock.now()),
    "earlier_certificate_is_refused_with_a_reason": lambda held, waits: change(held, state="refused"),
    "earlier_certificate_ended_by_another": lambda held, waits: change(
        held,
        state="revoked",
        end_state="revoked",
        end_reason="Salah",
        end_asked_by=held.decided_by,
        ended_by=held.decided_by,
        ended_at=clock.now(),
    ),
    "earlier_certificate_ends_with_a_reason": lambda held, waits: change(held, state="revoked"),
}


@pytest.mark.parametrize("name", EARLIER)
def test_database_refuses_of_certificates_from_before(name):
    center = outside_test().training_center
    (held,) = earlier.confirmed(center, earlier.row())
    waits = earlier.recorded(center, earlier.row("2/B/2019")).earlier_certificates.get()

    assert_refused(name, lambda: EARLIER[name](held, waits))


@pytest.mark.parametrize("name", CASES)
def test_database_refuses(issued, name):
    assert_refused(name, lambda: CASES[name](issued))


def test_every_constraint_is_violated_once():
    assert {*CASES, *OUTSIDE, *EARLIER} == names_of("certification")


@pytest.mark.parametrize("missing", ["code", "issued_at", "issued_by"])
def test_issued_certificate_has_code_moment_and_issuer(issued, missing):
    assert_refused("certificate_issued_has_a_number", lambda: change(issued, **{missing: None}))


def test_file_stands_once_for_a_certificate(issued):
    file = certificate_rendering.render(issued)

    assert_refused("certification_certificatefile", lambda: copy_of(file))


def test_code_stands_on_one_certificate(issued):
    other = graduates(1)
    second = issue_certificates.issue(
        approved(other.enrollments.get()), by=staff(other.training_center, "certificate_officer")
    )

    assert_refused("certification_certificate_code", lambda: change(second, code=issued.code))


@pytest.mark.parametrize("state", ["revoked", "superseded"])
def test_what_is_out_of_force_makes_room_for_another(issued, state):
    fields = {"revoked_at": clock.now(), "revoked_by": issued.approved_by, "revocation_reason": "Salah cetak"}
    change(issued, state=state, **(fields if state == "revoked" else {}))

    second_in_force(issued)

    assert sorted(Certificate.objects.values_list("state", flat=True)) == sorted(["issued", state])
