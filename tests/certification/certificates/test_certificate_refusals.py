"""What the pages of certificates refuse, and how they say so."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from certification.assessment.models.results import SignOff
from certification.certificates import issue_certificates, revocation
from certification.register.models import Certificate, HandOver, NumberSeries, PrintRecord, SeriesNumber
from core.models import AccessLogEntry, AuditEvent
from tests.certification.addresses import url
from tests.certification.files import with_file
from tests.factories.certification import approved, class_of, graduates, staff
from tests.scans import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return graduates(2)


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def sizes():
    """How many rows stand of everything that a step could write."""
    models = (Certificate, HandOver, PrintRecord, SeriesNumber, SignOff, AuditEvent)
    return [model.objects.count() for model in models]


BATCH_STEPS = [
    ("batch_prepare", "certificate_officer", "Belum ada peserta yang suratnya dapat disiapkan"),
    ("batch_approve", "blk_head", "menunggu persetujuan"),
    ("batch_issue", "certificate_officer", "menunggu terbit"),
    ("batch_print", "certificate_officer", "Belum ada berkas surat"),
]


@pytest.mark.parametrize(("name", "role", "sentence"), BATCH_STEPS, ids=[row[0] for row in BATCH_STEPS])
def test_step_of_a_batch_without_anybody_ready_is_refused_with_its_reason(sign_in, name, role, sentence):
    batch = class_of(1)
    client, before = sign_in(staff(batch.training_center, role)), sizes()

    answer = client.post(url(name, batch.public_id))

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert sizes() == before


@pytest.fixture
def issued(batch, officer):
    return with_file(issue_certificates.issue(approved(batch.enrollments.first()), by=officer))


SINGLE_STEPS = [
    ("certificate_approve", "blk_head", {}),
    ("certificate_withdraw", "certificate_officer", {}),
    ("revocation_approve", "blk_head", {}),
    ("revocation_reject", "blk_head", {}),
]


@pytest.mark.parametrize(("name", "role", "values"), SINGLE_STEPS, ids=[row[0] for row in SINGLE_STEPS])
def test_step_that_does_not_fit_an_issued_certificate_is_refused(sign_in, issued, name, role, values):
    client, before = sign_in(staff(issued.batch.training_center, role)), sizes()

    answer = client.post(url(name, issued.public_id), values)

    issued.refresh_from_db()
    assert (answer.status_code, issued.state) == (422, "issued")
    assert sizes() == before


FORMS = [
    ("revocation_request", {"category": "error", "reason": "salah"}, "paling sedikit 10 huruf"),
    ("revocation_request", {"category": "", "reason": "Nama salah dicetak"}, ""),
    ("certificate_replace", {"reason": "salah"}, "paling sedikit 10 huruf"),
    ("hand_over", {"handed_on": "2026-11-22", "received_by": "Budi"}, "sebelum terbit"),
    ("hand_over", {"handed_on": "2026-11-24", "received_by": "Budi"}, "setelah hari ini"),
    ("hand_over", {"handed_on": "", "received_by": "Budi"}, ""),
    ("hand_over", {"handed_on": "kemarin", "received_by": "Budi"}, ""),
]


@pytest.mark.parametrize(
    ("name", "values", "word"), FORMS, ids=[f"{row[0]}-{'-'.join(map(str, row[1].values()))}" for row in FORMS]
)
def test_form_that_lacks_something_comes_back_with_what_was_written(sign_in, issued, officer, name, values, word):
    client, before = sign_in(officer), sizes()

    answer = client.post(url(name, issued.public_id), values)

    assert answer.status_code == 422
    assert word in text_of(answer)
    assert all(value in answer.content.decode() for value in values.values() if value)
    assert sizes() == before


@pytest.mark.parametrize("name", ["revocation_request", "certificate_replace", "hand_over", "certificate_print"])
def test_page_of_a_revoked_certificate_tells_why_nothing_more_is_done(sign_in, issued, officer, head, name):
    revocation.request_revocation(issued, by=officer, category="error", reason="Nama salah dicetak")
    revocation.approve_revocation(issued, by=head)

    answer = sign_in(officer).get(url(name, issued.public_id))

    assert answer.status_code == 200
    assert answer.context["blockers"]
    assert str(answer.context["blockers"][0].message) in text_of(answer)


def test_second_copy_asks_for_its_reason(sign_in, issued, officer):
    client = sign_in(officer)
    first = client.post(url("certificate_print", issued.public_id), {"reason": ""})

    second = client.post(url("certificate_print", issued.public_id), {"reason": ""})
    third = client.post(url("certificate_print", issued.public_id), {"reason": "Lembar pertama basah"})

    assert [first.status_code, second.status_code, third.status_code] == [302, 422, 302]
    assert list(PrintRecord.objects.values_list("copy", "reason")) == [(1, ""), (2, "Lembar pertama basah")]


def test_reason_that_is_needed_is_not_called_optional(sign_in, issued, officer):
    client = sign_in(officer)
    with_file(issued)
    addresses = [
        url("certificate_print", issued.public_id),
        url("batch_certificates", issued.batch.public_id),
    ]

    before = client.get(addresses[0]).content.decode()
    client.post(addresses[0], {"reason": ""})
    after = [client.get(address).content.decode() for address in addresses]

    assert "(opsional)" in before
    assert ["(opsional)" in page for page in after] == [False, False]
    assert ['name="reason"' in page for page in after] == [True, True]


def test_every_look_and_every_print_is_logged(sign_in, issued, officer):
    client = sign_in(officer)

    client.get(url("certificate_detail", issued.public_id))
    client.get(url("certificate_preview", issued.public_id))
    client.post(url("certificate_print", issued.public_id), {"reason": ""})

    logged = AccessLogEntry.objects.order_by("pk").values_list("kind", "subject", "user_name")
    assert list(logged) == [
        ("view", "certificate", officer.full_name),
        ("view", "preview", officer.full_name),
        ("print", "certificate, copy 1", officer.full_name),
    ]


def test_sent_twice_a_certificate_is_issued_once(sign_in, batch, officer, client):
    certificate = approved(batch.enrollments.first())
    token = "3f0d7d43-6df3-4d8a-9f35-5f2b8a1f1d11"
    sign_in(officer)

    answers = [
        client.post(url("certificate_issue", certificate.public_id), {"idempotency_token": token}) for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert NumberSeries.objects.get().last_number == 1


def test_form_without_a_token_writes_nothing(sign_in, batch, officer, client):
    certificate = approved(batch.enrollments.first())
    sign_in(officer)

    answer = client.post(url("certificate_issue", certificate.public_id), with_token=False)

    certificate.refresh_from_db()
    assert (answer.status_code >= 400, certificate.state) == (True, "approved")


@pytest.mark.parametrize(
    ("name", "status"),
    [("batch_prepare", 405), ("batch_approve", 405), ("batch_issue", 200), ("batch_print", 405)],
)
def test_step_of_a_batch_is_taken_by_its_form_only(sign_in, batch, officer, head, name, status):
    user = head if name == "batch_approve" else officer
    before = sizes()

    answer = sign_in(user).get(url(name, batch.public_id))

    assert (answer.status_code, sizes()) == (status, before)


@pytest.mark.parametrize("role", ["certificate_officer", "blk_head", "blk_coordinator"])
def test_other_center_reads_nothing_of_a_certificate(sign_in, issued, role):
    stranger = staff(graduates(1).training_center, role)

    answer = sign_in(stranger).get(url("certificate_detail", issued.public_id))

    assert answer.status_code == 404
    assert issued.number_text not in answer.content.decode()


def test_hand_over_is_shown_on_the_page_afterwards(sign_in, issued, officer):
    client = sign_in(officer)

    scan = SimpleUploadedFile("kuasa.pdf", PDF)
    proof = {"proof": "Ibu, surat kuasa 12/2026", "scan": scan}
    form = client.get(url("hand_over", issued.public_id)).content.decode()
    client.post(url("hand_over", issued.public_id), {"handed_on": "2026-11-23", "received_by": "Ibu Peserta", **proof})

    page = client.get(url("certificate_detail", issued.public_id)).content.decode()
    assert "Ibu Peserta (Ibu, surat kuasa 12/2026)" in " ".join(page.split())
    assert HandOver.objects.get().handed_on == date(2026, 11, 23)
    # Otherwise browsers send the name of the file alone.
    assert 'enctype="multipart/form-data"' in form
