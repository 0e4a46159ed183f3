"""What takes long and writes nothing is done before a form holds the database."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from PIL import Image

from certification.assessment.models.evidence import Evidence
from certification.certificate_templates import template_samples
from certification.certificate_templates.models import CertificateTemplate
from certification.certificate_templates.template_versions import DEFAULTS
from certification.register.models import Certificate
from certification.sealing import file_examination, pdf_signatures, seal_file
from certification.sealing.models import OfficialFile
from core.apart import reading
from inmates.people.models import Person
from tests.certification.sealing import keys
from tests.certification.sealing.official import signed
from tests.factories import PersonFactory, UserFactory
from tests.factories.accounts import TrainingCenterFactory
from tests.factories.certification import assessor_of, class_of, drafted, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed"), pytest.mark.engines]


@pytest.fixture
def held(monkeypatch):
    """Whether a transaction was open, for each time that a file was read."""
    seen = []

    def watch(owner, name):
        real = getattr(owner, name)

        def watched(*args, **kwargs):
            seen.append(connection.in_atomic_block)
            return real(*args, **kwargs)

        monkeypatch.setattr(owner, name, watched)

    watch(reading, "answers")
    watch(pdf_signatures, "signatures")
    watch(file_examination, "signatures")
    return seen


def picture(size=(400, 500)):
    content = io.BytesIO()
    Image.new("RGB", size, "#225544").save(content, "PNG")
    return SimpleUploadedFile("gambar.png", content.getvalue(), "image/png")


def url(name, *args):
    return reverse(name, args=args)


def sealed():
    certificate, key = keys.waiting()
    seal_file.seal(certificate.public_id, keys={key.fingerprint: key})
    return Certificate.objects.get(pk=certificate.pk)


def test_photo_is_made_anew_first(sign_in, held):
    person = PersonFactory(with_custody=True)
    client = sign_in(UserFactory(roles=["registrar"], facility=person.facility))

    client.post(url("inmates:photo_change", person.public_id), {"photo": picture()})

    assert (bool(Person.objects.get().photo), set(held)) == (True, {False})


def test_evidence_is_made_anew_first(sign_in, held):
    batch = class_of(1)
    assessor = assessor_of(batch)
    place, unit = batch.enrollments.get(), batch.version.units.first()
    sent = {"file": picture(), "caption": "Hasil las"}

    sign_in(assessor).post(url("certification:evidence_add", place.public_id, unit.position), sent)

    assert (Evidence.objects.count(), set(held)) == (1, {False})


def test_signed_file_is_examined_first(sign_in, held):
    certificate = sealed()
    content, center = signed(bytes(certificate.file.content)), certificate.batch.training_center
    client = sign_in(staff(center, "certificate_officer"))
    held.clear()

    client.post(
        url("certification:official_upload", certificate.public_id), {"file": SimpleUploadedFile("tte.pdf", content)}
    )

    assert (OfficialFile.objects.count(), set(held)) == (1, {False})


def test_file_is_checked_outside_any_transaction(sign_in, held):
    certificate = sealed()
    client = sign_in(staff(certificate.batch.training_center, "certificate_officer"))
    held.clear()

    page = client.post(
        url("certification:file_check"), {"file": SimpleUploadedFile("berkas.pdf", bytes(certificate.file.content))}
    )

    assert (certificate.number_text in page.content.decode(), set(held)) == (True, {False})


def test_template_is_drawn_and_measured_first(sign_in, held):
    center = TrainingCenterFactory(code="BLK-TPN")

    sign_in(staff(center, "certificate_officer")).post(
        url("certification:template_edit"), {**DEFAULTS, "emblem": picture()}
    )

    assert (CertificateTemplate.objects.count(), set(held)) == (1, {False})


def test_template_is_measured_before_it_is_put_to_use(sign_in):
    center = TrainingCenterFactory(code="BLK-TPN")
    draft = drafted(center, by=staff(center, "certificate_officer"))
    client, held = sign_in(staff(center, "blk_head")), []

    def longest_program(execute, sql, *args):
        if 'FROM "programs_program"' in sql:
            held.append(connection.in_atomic_block)
        return execute(sql, *args)

    with connection.execute_wrapper(longest_program):
        client.post(url("certification:template_adopt", draft.public_id), {"seen": draft.changed_at.isoformat()})

    assert (CertificateTemplate.objects.get().is_draft, held) == (False, [False] * len(template_samples.SAMPLES))
