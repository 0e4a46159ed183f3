"""The register of numbers on its pages."""

import pytest

from certification.certificates import copies, hand_overs, issue_certificates
from certification.register.models import NumberSeries
from core.models import AccessLogEntry
from tests.certification.addresses import url
from tests.certification.files import with_file
from tests.conftest import MONDAY
from tests.factories.certification import approved
from tests.papers import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(batch, officer):
    return with_file(issue_certificates.issue(approved(batch.enrollments.first()), by=officer))


def test_register_shows_void_numbers(sign_in, issued, officer):
    client = sign_in(officer)
    client.post(url("number_void"), {"paper": "certificate", "reason": "Blangko rusak terkena air"})

    page = client.get(url("register")).content.decode()
    paper = client.get(url("register_print", "certificate", 2026)).content

    assert issued.number_text in page
    assert "Blangko rusak terkena air" in page
    assert "Blangko rusak terkena air" in pages(paper)[0]
    assert ("Jumlah nomor" in pages(paper)[0], "{" in pages(paper)[0]) == (True, False)
    assert client.get(url("number_void")).status_code == 200


def test_printed_register_tells_copies_and_who_received_the_paper(sign_in, issued, officer):
    holder = issued.enrollment.person.full_name
    copies.take_copies([issued], by=officer)
    copies.take_copies([issued], by=officer, reason="Lembar pertama rusak")
    hand_overs.hand_over(issued, by=officer, handed_on=MONDAY.date(), received_by=holder)

    text = " ".join(pages(sign_in(officer).get(url("register_print", "certificate", 2026)).content)[0].split())

    assert "Cetak ke-2: Lembar pertama rusak" in text
    assert (text.count(holder), "23-11-2026" in text) == (1, True)


def test_voided_number_needs_a_reason_and_says_what_it_did(sign_in, issued, officer):
    client = sign_in(officer)

    short = client.post(url("number_void"), {"paper": "certificate", "reason": "rusak"})
    done = client.post(url("number_void"), {"paper": "certificate", "reason": "Blangko rusak terkena air"}, follow=True)

    assert short.status_code == 422
    assert "Blangko rusak terkena air" in done.content.decode()
    assert NumberSeries.objects.get().last_number == 2


@pytest.mark.parametrize("year", [2025, 2027, 1])
def test_register_of_a_year_without_a_series_is_not_found(sign_in, issued, officer, year):
    assert sign_in(officer).get(url("register_print", "certificate", year)).status_code == 404


def test_printed_register_names_every_number(sign_in, issued, officer):
    answer = sign_in(officer).get(url("register_print", "certificate", 2026))

    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert AccessLogEntry.objects.filter(kind="print", subject="register 2026").count() == 1
