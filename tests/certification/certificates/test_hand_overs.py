"""Certificates reach their holders, or somebody else with a proof, and the signed paper is kept."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from certification.certificates import hand_overs, issue_certificates
from certification.register.models import HandOver, SignedReceipt
from core.errors import RuleViolation
from core.models import AuditEvent
from tests.certification.addresses import url
from tests.factories.certification import approved, graduates, staff
from tests.reasons import codes
from tests.scans import BARE_PDF, PDF

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


def refused(act, *args, **words):
    with pytest.raises(RuleViolation) as violation:
        act(*args, **words)
    return codes(violation.value.reasons)


def holder(certificate):
    return certificate.enrollment.person.full_name


def test_holder_needs_no_proof_however_the_name_is_spelled(issued, officer):
    made = hand_overs.hand_over(issued[0], by=officer, handed_on=DAY, received_by=f"  {holder(issued[0]).upper()} ")

    assert (made.is_holder, made.proof, made.receipt) == (True, "", None)


@pytest.mark.parametrize(
    ("proof", "scan", "reasons"),
    [
        ("", None, ["proof"]),
        ("Istri, surat kuasa 12/2026", None, ["proof"]),
        ("istri", PDF, ["proof"]),
        ("Istri, surat kuasa 12/2026", b"MZ", ["wrong_kind"]),
        ("Istri, surat kuasa 12/2026", PDF, []),
    ],
)
def test_somebody_else_needs_a_proof_and_its_scan(issued, proof, scan, reasons):
    found = hand_overs.receiver_blockers(issued[0], received_by="Siti Rahmah", proof=proof, scan=scan)

    assert codes(found) == reasons


def test_hand_over_to_somebody_else_keeps_the_proof(issued, officer):
    words = {"received_by": "Siti Rahmah", "proof": "Istri, surat kuasa 12/2026", "scan": PDF}

    made = hand_overs.hand_over(issued[0], by=officer, handed_on=DAY, **words)

    assert (made.is_holder, made.received_by, made.proof) == (False, "Siti Rahmah", "Istri, surat kuasa 12/2026")
    assert made.receipt.scan.endswith(".pdf")
    assert AuditEvent.objects.get(action="certificate.hand_over").details == {
        "handed_on": "2026-11-23",
        "to_holder": False,
    }


@pytest.mark.engines
def test_signed_list_hands_over_to_all_who_signed(batch, issued, officer):
    hand_overs.hand_over_together(batch, issued[:2], by=officer, handed_on=DAY, scan=PDF)
    receipt = SignedReceipt.objects.get()

    found = HandOver.objects.order_by("certificate")
    assert {(one.certificate, one.received_by, one.is_holder, one.receipt) for one in found} == {
        (one, holder(one), True, receipt) for one in issued[:2]
    }
    assert hand_overs.waiting(batch) == issued[2:]
    assert hand_overs.without_scan(batch) == issued[2:]


@pytest.mark.engines
def test_scan_is_added_to_what_was_recorded_before(batch, issued, officer):
    before = hand_overs.hand_over(issued[0], by=officer, handed_on=DAY, received_by=holder(issued[0]))

    hand_overs.hand_over_together(batch, issued[:2], by=officer, handed_on=DAY, scan=PDF)
    receipt = SignedReceipt.objects.get()

    before.refresh_from_db()
    assert (before.receipt, before.handed_on) == (receipt, DAY)
    assert HandOver.objects.count() == 2
    attached = AuditEvent.objects.filter(action="certificate.attach_receipt", target_type="certification.certificate")
    assert [(event.target_id, event.details) for event in attached] == [(str(issued[0].pk), {"receipt": receipt.pk})]


@pytest.mark.engines
@pytest.mark.parametrize(
    ("chosen", "day", "scan", "reasons"),
    [
        ([0], DAY, b"MZ", ["wrong_kind"]),
        ([], DAY, PDF, ["nobody"]),
        ([0], date(2026, 11, 24), PDF, ["day"]),
        ([0, 1], date(2026, 11, 22), PDF, ["day"]),
    ],
)
def test_signed_list_is_refused_as_a_whole(batch, issued, officer, chosen, day, scan, reasons):
    certificates = [issued[place] for place in chosen]

    found = refused(hand_overs.hand_over_together, batch, certificates, by=officer, handed_on=day, scan=scan)

    assert found == reasons
    assert not SignedReceipt.objects.exists()


@pytest.mark.engines
def test_signed_certificate_is_not_signed_for_twice(batch, issued, officer):
    hand_overs.hand_over_together(batch, issued[:1], by=officer, handed_on=DAY, scan=PDF)

    found = refused(hand_overs.hand_over_together, batch, issued[:1], by=officer, handed_on=DAY, scan=PDF)

    assert found == ["handed_over"]


def test_certificates_of_another_batch_are_not_taken(batch, officer):
    other = graduates(1, training_center=batch.training_center)
    strange = issue_certificates.issue(approved(other.enrollments.get()), by=officer, render_after=False)

    found = refused(hand_overs.hand_over_together, batch, [strange], by=officer, handed_on=DAY, scan=PDF)

    assert found == ["nobody"]


@pytest.mark.engines
@pytest.mark.parametrize("count", [1, 3])
def test_a_class_is_handed_over_at_once_without_a_scan(batch, issued, officer, count, django_assert_num_queries):
    with django_assert_num_queries(10):
        made = hand_overs.hand_over_together(batch, issued[:count], by=officer, handed_on=DAY)

    assert made == count
    assert set(HandOver.objects.values_list("certificate", "received_by", "is_holder", "receipt")) == {
        (one.pk, holder(one), True, None) for one in issued[:count]
    }
    told = AuditEvent.objects.filter(action="certificate.hand_over")
    assert sorted(int(event.target_id) for event in told) == sorted(one.pk for one in issued[:count])


@pytest.mark.engines
def test_without_a_scan_nothing_is_handed_over_twice(batch, issued, officer):
    hand_overs.hand_over_together(batch, issued[:1], by=officer, handed_on=DAY)

    again = refused(hand_overs.hand_over_together, batch, issued[:1], by=officer, handed_on=DAY)
    rest = hand_overs.hand_over_together(batch, issued, by=officer, handed_on=DAY)

    assert (again, rest, HandOver.objects.count()) == (["handed_over"], 2, 3)


@pytest.mark.engines
def test_page_hands_over_a_class_with_ticks_and_no_scan(sign_in, batch, issued, officer):
    client = sign_in(officer)
    sent = {"handed_on": "23/11/2026", "certificate": [str(one.public_id) for one in issued]}

    assert "Serahkan surat" in client.get(url("batch_certificates", batch.public_id)).content.decode()
    answer = client.post(url("receipt_add", batch.public_id), sent, follow=True)

    page = answer.content.decode()
    assert "Penyerahan 3 lembar sudah dicatat." in page
    assert "Semua yang terbit dari angkatan ini sudah diserahkan." in page
    assert hand_overs.waiting(batch) == []


@pytest.mark.engines
def test_page_keeps_the_signed_list_and_gives_it_out(sign_in, batch, issued, officer):
    client = sign_in(officer)
    assert holder(issued[0]) in client.get(url("receipt_add", batch.public_id)).content.decode()
    sent = {
        "handed_on": "23/11/2026",
        "certificate": [str(one.public_id) for one in issued],
        "scan": SimpleUploadedFile("s.pdf", PDF),
    }

    answer = client.post(url("receipt_add", batch.public_id), sent)

    assert answer["Location"] == url("batch_certificates", batch.public_id)
    scan = client.get(url("receipt_scan", SignedReceipt.objects.get().public_id))
    assert (scan.getvalue(), scan["Content-Disposition"]) == (BARE_PDF, 'attachment; filename="tanda-terima.pdf"')
    assert "sudah mempunyai tanda terima" in client.get(url("receipt_add", batch.public_id)).content.decode()
    page = client.get(url("certificate_detail", issued[0].public_id)).content.decode()
    assert url("receipt_scan", SignedReceipt.objects.get().public_id) in page


@pytest.mark.engines
def test_nobody_ticked_comes_back(sign_in, batch, issued, officer):
    sent = {"handed_on": "23/11/2026", "scan": SimpleUploadedFile("s.pdf", PDF)}

    answer = sign_in(officer).post(url("receipt_add", batch.public_id), sent)

    assert answer.status_code == 422
    assert not SignedReceipt.objects.exists()


@pytest.mark.engines
def test_receipt_is_for_its_own_center(sign_in, batch, issued, officer):
    hand_overs.hand_over_together(batch, issued, by=officer, handed_on=DAY, scan=PDF)
    receipt = SignedReceipt.objects.get()
    stranger = staff(graduates(1).training_center, "certificate_officer")

    assert sign_in(stranger).get(url("receipt_scan", receipt.public_id)).status_code == 404
