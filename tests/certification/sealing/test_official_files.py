"""An officially signed file is taken in on top of the issued bytes only, once, and kept beside them."""

import io
from dataclasses import replace

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from certification.register.models import Certificate, CertificateFile
from certification.sealing import key_register, official_files, pdf_signatures, seal_file
from certification.sealing.file_examination import Seal, examine
from certification.sealing.models import OfficialFile
from core import clock
from core.apart import reading
from core.errors import RuleViolation
from core.models import AuditEvent
from tests.certification.sealing import keys
from tests.certification.sealing.official import AUTHORITY, SIGNER, signed
from tests.constraints import assert_refused, change
from tests.factories.accounts import TrainingCenterFactory
from tests.factories.certification import staff

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["sealed", "unsealed"])
def certificate(request):
    """An issued certificate with its file, with a seal and without."""
    if request.param == "unsealed":
        certificate = keys.issued()
        keys.kept_waiting(certificate)
    else:
        certificate, key = keys.waiting()
        seal_file.seal(certificate.public_id, keys={key.fingerprint: key})
    return Certificate.objects.get(pk=certificate.pk)


@pytest.fixture
def sealed():
    certificate, key = keys.waiting()
    seal_file.seal(certificate.public_id, keys={key.fingerprint: key})
    return Certificate.objects.get(pk=certificate.pk)


def officer(certificate):
    return staff(certificate.batch.training_center, "certificate_officer")


def accept(certificate, by, content):
    file = official_files.read(certificate, by=by, content=content)
    return official_files.accept(certificate, by=by, file=file)


def codes(certificate, content):
    with pytest.raises(RuleViolation) as caught:
        accept(certificate, officer(certificate), content)
    assert OfficialFile.objects.count() == 0
    return [reason.code for reason in caught.value.reasons]


@pytest.mark.parametrize("visible", [False, True])
def test_signed_file_is_kept_beside_the_issued_one(certificate, visible):
    issued, by = bytes(certificate.file.content), officer(certificate)
    content = signed(issued, visible=visible)

    file = accept(certificate, by, content)

    assert (bytes(file.content), file.signer, file.authority, file.uploaded_by, file.uploaded_at) == (
        content,
        SIGNER,
        AUTHORITY,
        by,
        clock.now(),
    )
    assert bytes(CertificateFile.objects.get().content) == issued
    found = examine(content)
    assert (found.file, found.is_official) == (file, True)
    assert found.seal == (Seal.HOLDS if certificate.file.seal_key else Seal.NONE)
    assert AuditEvent.objects.get(action="certificate.accept_official").details == {"sha256": file.sha256}
    assert list(official_files.signature_findings()) == []


def test_a_file_is_kept_only_for_the_certificate_that_it_was_examined_for(certificate):
    by = officer(certificate)
    file = official_files.read(certificate, by=by, content=signed(bytes(certificate.file.content)))

    with pytest.raises(ValueError, match="another certificate"):
        official_files.accept(certificate, by=by, file=replace(file, certificate=certificate.pk + 1))

    assert not OfficialFile.objects.exists()


def other_page(writer):
    page = writer.find_page_for_modification(0)[0].get_object()
    page["/Rotate"] = generic.NumberObject(90)
    writer.update_container(page)


def other_words(writer):
    page = writer.find_page_for_modification(0)[0].get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"q Q"))
    writer.update_container(page)


def appended(content):
    """Something added without any signature."""
    writer, result = IncrementalPdfFileWriter(io.BytesIO(content)), io.BytesIO()
    other_words(writer)
    writer.write(result)
    return result.getvalue()


def saved_again(content):
    result = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as file:
        file.save(result)
    return result.getvalue()


def flipped(content, issued):
    changed = bytearray(content)
    changed[len(issued) + (len(content) - len(issued)) // 3] ^= 1
    return bytes(changed)


@pytest.mark.parametrize(
    ("content", "reasons"),
    [
        (lambda issued: b"", ["begins"]),
        (lambda issued: b"%PDF-1.7 no pdf", ["begins"]),
        (lambda issued: signed(keys.stamped()), ["begins"]),
        (lambda issued: signed(saved_again(issued)), ["begins"]),
        (lambda issued: issued, ["unsigned"]),
        (lambda issued: issued + b"%%EOF\n", ["unsigned"]),
        (appended, ["unsigned"]),
        (lambda issued: signed(issued, change=other_page), ["changed"]),
        (lambda issued: signed(issued, change=other_words), ["changed"]),
        (lambda issued: signed(appended(issued)), ["changed"]),
        (lambda issued: appended(signed(issued)), ["covers", "changed"]),
    ],
)
def test_other_file_is_refused(certificate, content, reasons):
    assert codes(certificate, content(bytes(certificate.file.content))) == reasons


def test_flipped_byte_of_the_signature_is_refused(certificate):
    issued = bytes(certificate.file.content)

    assert set(codes(certificate, flipped(signed(issued), issued))) <= {"covers", "changed", "unsigned"}


def test_our_own_seal_is_no_official_signature(certificate):
    key = keys.new_key("Sendiri", now=clock.now())
    key_register.begin(TrainingCenterFactory(), key, by=None)
    issued = bytes(certificate.file.content)
    if certificate.file.seal_key is None:
        assert codes(certificate, seal_file.with_seal(issued, key, at=clock.now())) == ["unsigned"]


@pytest.mark.engines
def test_second_official_file_is_refused(sealed):
    content = signed(bytes(sealed.file.content))
    accept(sealed, officer(sealed), content)
    sealed = Certificate.objects.get(pk=sealed.pk)

    assert [reason.code for reason in official_files.blockers(sealed, by=officer(sealed))] == ["there"]


@pytest.mark.parametrize(
    ("fields", "role", "reasons"),
    [
        ({"state": "superseded"}, "certificate_officer", ["state"]),
        ({}, "blk_head", ["not_authorized"]),
        ({}, "certificate_officer", []),
    ],
)
def test_who_may_bring_it_and_when(sealed, fields, role, reasons):
    change(sealed, **fields)
    found = Certificate.objects.get(pk=sealed.pk)

    asked = official_files.blockers(found, by=staff(found.batch.training_center, role))

    assert [reason.code for reason in asked] == reasons


def test_before_its_file_is_ready_nothing_can_be_brought():
    certificate, _key = keys.waiting()
    certificate = Certificate.objects.get(pk=certificate.pk)

    assert [reason.code for reason in official_files.blockers(certificate, by=officer(certificate))] == ["file"]


@pytest.mark.engines
def test_database_refuses_to_change_or_forget_it(sealed):
    file = accept(sealed, officer(sealed), signed(bytes(sealed.file.content)))

    assert_refused("append-only", lambda: change(file, signer="Orang lain"))
    assert_refused("append-only", file.delete)


@pytest.mark.engines
def test_changed_official_file_is_found(sealed):
    content = signed(bytes(sealed.file.content))
    OfficialFile.objects.create(
        certificate=sealed,
        content=flipped(content, bytes(sealed.file.content)),
        sha256="0" * 64,
        uploaded_by=officer(sealed),
    )

    said = list(official_files.signature_findings())

    assert said[0].text == f"{sealed}: the kept official file is not the one that was brought"
    assert [finding.is_read for finding in said] == [True, True]
    with pytest.raises(CommandError, match="Not every seal holds"):
        call_command("verify_seals")


def test_a_kept_file_that_could_not_be_read_is_not_called_broken(certificate, monkeypatch):
    by = officer(certificate)
    file = official_files.read(certificate, by=by, content=signed(bytes(certificate.file.content)))
    official_files.accept(certificate, by=by, file=file)
    monkeypatch.setattr(reading, "MOST_SECONDS", 0.05)

    with reading._turn:
        (finding,) = official_files.signature_findings()
        with pytest.raises(CommandError) as told:
            call_command("verify_seals")

    assert finding.is_read is False
    assert str(told.value) == f"Not every file could be read, so run this again:\n{finding.text}"


def test_what_cannot_be_read_was_not_only_signed():
    assert not pdf_signatures.only_signed_since(b"%PDF-1.7", b"%PDF-1.7 and more")
