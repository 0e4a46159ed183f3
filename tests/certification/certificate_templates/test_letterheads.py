"""All papers of a center bear one emblem, and the register tells of each number whose it is and who has the paper."""

import pymupdf
import pytest
from django.urls import reverse

from accounts.letterhead import of_center, of_office
from certification.assessment import minutes_words
from certification.certificate_templates.models import CertificateTemplate
from certification.certificates import hand_overs, issue_certificates
from certification.papers.paper_words import letterhead
from certification.register import register_paper
from certification.register.models import NumberSeries
from tests.certification.certificate_templates.test_template_versions import picture
from tests.conftest import MONDAY
from tests.factories.certification import approved, drafted, graduates, put_to_use, staff
from tests.papers import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return graduates(2, name="Las 4/2026")


@pytest.fixture
def template(batch, officer):
    draft = drafted(batch.training_center, by=officer, emblem=picture())
    return put_to_use(draft, by=staff(batch.training_center, "blk_head"))


def size_of_emblem(pdf):
    """Pixels of the one picture of a photograph's kind on the first page."""
    with pymupdf.open(stream=pdf) as document:
        return [found[2:4] for found in document[0].get_images() if found[8] == "DCTDecode"]


def papers(batch, officer):
    issue_certificates.issue(approved(batch.enrollments.first()), by=officer, render_after=False)
    signed = batch.sign_off
    signed.minutes = dict(minutes_words.batch_words(batch, [], number="BA-1", at=signed.signed_at))
    return {
        "minutes": minutes_words.minutes_pdf(signed.minutes, signed.batch.training_center),
        "receipt": hand_overs.receipt_pdf(batch, by=officer),
        "register": register_paper.render(NumberSeries.objects.get(paper="certificate")),
    }


def test_every_paper_of_the_center_bears_the_emblem_of_its_template(batch, officer, template):
    found = papers(batch, officer)

    assert {name: size_of_emblem(pdf) for name, pdf in found.items()} == {name: [(240, 300)] for name in found}
    center = batch.training_center
    heads = [of_center(center), of_office(officer), letterhead(center)]
    assert len({head["emblem"] for head in heads}) == 1


def test_without_an_own_emblem_every_paper_bears_the_neutral_one(batch, officer):
    found = papers(batch, officer)

    assert not CertificateTemplate.objects.exists()
    assert {name: size_of_emblem(pdf) for name, pdf in found.items()} == {name: [] for name in found}
    assert set(of_center(batch.training_center)) == {"name", "address"}


def test_register_names_birth_program_and_hand_over(batch, officer, sign_in):
    first, second = batch.enrollments.order_by("pk")
    first.person.birth_place = "Rantau"
    first.person.save()
    issued = [issue_certificates.issue(approved(place), by=officer, render_after=False) for place in (first, second)]
    hand_overs.hand_over(issued[0], by=officer, handed_on=MONDAY.date(), received_by=first.person.full_name)
    address = reverse("certification:register_print", args=["certificate", MONDAY.year])

    text = pages(sign_in(officer).get(address).content)[0]

    for head in (
        "Nomor",
        "Nama",
        "Tempat, tanggal lahir",
        "Program",
        "Terbit",
        "Keadaan",
        "Diserahkan",
        "Tanda tangan",
    ):
        assert head in text
    assert text.count(batch.version.program.name) == 2
    assert "Rantau" in text
    # Once issued on that day for each of both, once handed over.
    assert text.count(f"{MONDAY:%d-%m-%Y}") == 3
