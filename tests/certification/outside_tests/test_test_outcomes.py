"""What the body reported: which words are taken, which are not, and what a correction asks for."""

from dataclasses import replace
from datetime import date

import pytest

from certification.outside_tests import body_certificates, held_tests, test_outcomes
from certification.outside_tests.models.blanks import BlankSerial
from certification.outside_tests.test_outcomes import Known, Outcome
from certification.outside_tests.validity import three_years_after
from core.errors import RuleViolation
from core.models import AuditEvent
from tests.access.world import blank_pdf
from tests.factories.certification import staff
from tests.factories.outside import blanks, candidate, certified, outside_test
from tests.reasons import codes

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
CERTIFICATE = Outcome(
    "K", "95300 2411 0000001 2026", "REG.MLI.003.06.2026", "BNSP 0001002", date(2026, 11, 18), date(2029, 11, 18)
)


@pytest.mark.parametrize(
    ("issued_on", "last"),
    [
        (date(2026, 11, 18), date(2029, 11, 18)),
        (date(2028, 2, 29), date(2031, 2, 28)),
        (date(2025, 2, 28), date(2028, 2, 28)),
    ],
)
def test_certificate_holds_three_years(issued_on, last):
    assert three_years_after(issued_on) == last


def test_result_and_certificate_are_kept_one_after_the_other(test, officer):
    one = candidate(test)

    test_outcomes.record(one, Outcome("K"), by=officer)
    test_outcomes.record(one, CERTIFICATE, by=officer)
    test_outcomes.record(one, CERTIFICATE, by=officer)

    one.refresh_from_db()
    assert test_outcomes.outcome_of(one) == CERTIFICATE
    assert (one.recorded_by, one.version) == (officer, 3)
    events = AuditEvent.objects.filter(action="outside_result.record").order_by("sequence")
    assert [event.details["changes"] for event in events] == [
        {"result": ["", "K"]},
        {
            "certificate_number": ["", "95300 2411 0000001 2026"],
            "registration_number": ["", "REG.MLI.003.06.2026"],
            "blank_serial": ["", "BNSP 0001002"],
            "issued_on": [None, "2026-11-18"],
            "valid_until": [None, "2029-11-18"],
        },
    ]


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, []),
        ({"result": "BK"}, ["not_competent"]),
        ({"result": "TH"}, ["not_competent"]),
        ({"result": ""}, ["not_competent"]),
        ({"issued_on": None}, ["issue_missing"]),
        ({"issued_on": date(2026, 11, 15)}, ["issue_day"]),
        ({"issued_on": date(2026, 11, 24)}, ["issue_day"]),
        ({"valid_until": None}, ["validity"]),
        ({"valid_until": date(2026, 11, 17)}, ["validity"]),
        ({"certificate_number": ""}, ["number_missing"]),
    ],
)
def test_what_a_certificate_needs(test, changes, reasons):
    outcome = replace(CERTIFICATE, **changes)

    assert codes(test_outcomes.outcome_blockers(candidate(test), outcome, today=TODAY)) == reasons


def test_no_result_before_the_day_of_the_test():
    ahead = candidate(outside_test(held_on=date(2026, 11, 24)))

    assert codes(test_outcomes.outcome_blockers(ahead, Outcome("BK"), today=TODAY)) == ["not_held"]
    assert codes(test_outcomes.outcome_blockers(ahead, Outcome("BK"), today=date(2026, 11, 24))) == []


def test_recorded_result_is_not_taken_back(test):
    assert codes(test_outcomes.outcome_blockers(candidate(test, result="BK"), Outcome(), today=TODAY)) == ["taken_back"]


def test_certificate_that_was_handed_over_is_not_taken_back(test, officer):
    held = certified(test)
    body_certificates.hand_over(held, by=officer, handed_on=TODAY, received_by="Ahmad")
    held.refresh_from_db()

    assert codes(test_outcomes.outcome_blockers(held, Outcome("BK"), today=TODAY)) == ["handed_over"]


def test_number_and_serial_stand_on_one_candidate(test):
    other = certified(test, number=CERTIFICATE.certificate_number, blank_serial=CERTIFICATE.blank_serial)
    known = Known.of([CERTIFICATE], center=test.training_center_id)

    assert codes(known.blockers(candidate(test), CERTIFICATE)) == ["number_taken", "serial_taken"]
    assert codes(known.blockers(other, CERTIFICATE)) == []


@pytest.mark.parametrize("state", ["spoiled", "returned", "lost"])
def test_blank_that_is_gone_carries_no_certificate(test, state):
    sheet = blanks(test.training_center)[1]
    BlankSerial.objects.filter(pk=sheet.pk).update(state=state, reason="Basah")
    known = Known.of([CERTIFICATE], center=test.training_center_id)

    assert codes(known.blockers(candidate(test), CERTIFICATE)) == ["blank_gone"]


def test_correction_needs_a_reason_and_spoils_the_old_blank(test, officer):
    one, two, three = blanks(test.training_center)
    sent = candidate(test)
    test_outcomes.record(sent, CERTIFICATE, by=officer)
    corrected = replace(CERTIFICATE, blank_serial=three.serial)

    with pytest.raises(RuleViolation) as refused:
        test_outcomes.record(sent, corrected, by=officer, reason="cetak")
    assert codes(refused.value.reasons) == ["reason"]
    test_outcomes.record(sent, corrected, by=officer, reason="LSP mencetak ulang, nama salah")

    assert list(BlankSerial.objects.order_by("serial").values_list("serial", "state", "candidate", "reason")) == [
        (one.serial, "free", None, ""),
        (two.serial, "spoiled", None, "LSP mencetak ulang, nama salah"),
        (three.serial, "used", sent.pk, ""),
    ]


def test_first_certificate_is_no_correction(test):
    assert test_outcomes.overwritten(candidate(test, result="K"), CERTIFICATE) == []
    assert test_outcomes.overwritten(certified(test), replace(CERTIFICATE, certificate_number="X")) == [
        "certificate_number"
    ]


def test_stale_form_is_refused(test, officer):
    one = candidate(test)
    test_outcomes.record(one, Outcome("BK"), by=officer, version=1)

    with pytest.raises(RuleViolation) as refused:
        test_outcomes.record(one, Outcome("TH"), by=officer, version=1, reason="Ternyata tidak hadir")

    assert codes(refused.value.reasons) == ["stale"]


def test_cancelled_test_has_no_results(test, officer):
    one = candidate(test)
    held_tests.cancel_test(test, by=officer, reason="LSP menunda tanpa tanggal")

    with pytest.raises(RuleViolation) as refused:
        test_outcomes.record(one, Outcome("BK"), by=officer)

    assert codes(refused.value.reasons) == ["cancelled"]


def test_who_is_not_the_officer_records_nothing(test):
    with pytest.raises(RuleViolation) as refused:
        test_outcomes.record(candidate(test), Outcome("BK"), by=staff(test.training_center, "blk_head"))

    assert codes(refused.value.reasons) == ["not_authorized"]


# Scan and hand-over


def test_scan_is_kept_and_replaced(test, officer, django_capture_on_commit_callbacks):
    held = certified(test)

    body_certificates.attach_scan(held, by=officer, content=blank_pdf())
    held.refresh_from_db()
    first, storage = held.scan.name, held.scan.storage
    with django_capture_on_commit_callbacks(execute=True):
        body_certificates.attach_scan(held, by=officer, content=b"\x89PNG\r\n\x1a\n....")

    held.refresh_from_db()
    assert (held.scan.name.rpartition(".")[2], first.rpartition(".")[2]) == ("png", "pdf")
    assert str(held.public_id) in first
    assert not storage.exists(first)


@pytest.mark.parametrize(
    ("make", "content", "reasons"),
    [(candidate, b"%PDF-1.7", ["no_certificate"]), (certified, b"MZ", ["wrong_kind"]), (certified, b"%PDF-1.7", [])],
)
def test_what_is_taken_as_a_scan(test, officer, make, content, reasons):
    assert codes(body_certificates.scan_reasons(make(test), content, by=officer)) == reasons


def test_hand_over_is_recorded_once(test, officer):
    held = certified(test)

    body_certificates.hand_over(held, by=officer, handed_on=TODAY, received_by=" Siti (istri) ")

    held.refresh_from_db()
    assert (held.handed_on, held.received_by, held.handed_by) == (TODAY, "Siti (istri)", officer)
    assert codes(body_certificates.hand_over_blockers(held, by=officer)) == ["handed_over"]


@pytest.mark.parametrize(
    ("make", "handed_on", "received_by", "reasons"),
    [
        (candidate, TODAY, "Ahmad", ["no_certificate"]),
        (certified, date(2026, 11, 17), "Ahmad", ["day"]),
        (certified, date(2026, 11, 24), "Ahmad", ["day"]),
        (certified, TODAY, " ", ["receiver"]),
    ],
)
def test_hand_over_is_refused(test, officer, make, handed_on, received_by, reasons):
    with pytest.raises(RuleViolation) as refused:
        body_certificates.hand_over(make(test), by=officer, handed_on=handed_on, received_by=received_by)

    assert codes(refused.value.reasons) == reasons
