"""What takes long and writes nothing is done before a form holds the database."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from PIL import Image

from accounts.models import User
from certification.assessment.models.evidence import Evidence
from certification.certificate_templates import template_samples
from certification.certificate_templates.models import CertificateTemplate
from certification.certificate_templates.template_versions import DEFAULTS
from certification.register.models import Certificate
from certification.sealing import file_examination, pdf_signatures, seal_file
from certification.sealing.models import OfficialFile
from core.apart import reading
from inmates.people.models import Person
from tests.accounts.watching_hasher import WatchingHasher
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


@pytest.fixture
def hashed(settings):
    """Whether a transaction was open, for each time that a password was hashed or compared."""
    settings.PASSWORD_HASHERS = ["tests.accounts.watching_hasher.WatchingHasher"]
    WatchingHasher.held.clear()
    return WatchingHasher.held


def test_one_time_passwords_are_hashed_first(sign_in, hashed):
    administrator = UserFactory(roles=["administrator"])
    colleague = UserFactory(roles=["registrar"], facility=administrator.facility)
    client, before = sign_in(administrator), colleague.password
    hashed.clear()

    client.post(url("accounts:user_password", colleague.public_id))
    client.post(
        url("accounts:user_new"), {"username": "siti", "full_name": "Siti", "roles": ["registrar"], "reason": "SK"}
    )

    colleague.refresh_from_db()
    assert colleague.password != before
    assert User.objects.get(username="siti").has_usable_password()
    assert hashed == [False, False]


def test_own_password_is_compared_and_hashed_first(sign_in, hashed):
    user = UserFactory(roles=["registrar"])
    user.set_password("kata-sandi-lama-71")
    user.save()
    client = sign_in(user)
    hashed.clear()

    new = {"new_password1": "sungai-tapin-44-perahu", "new_password2": "sungai-tapin-44-perahu"}
    client.post(url("accounts:password_change"), {"old_password": "kata-sandi-lama-71", **new})

    user.refresh_from_db()
    assert (hashed, user.check_password("sungai-tapin-44-perahu")) == ([False] * len(hashed), True)
    assert len(hashed) >= 2


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
