"""The register of keys: one in use, its successor, its end, and the drill for a key that others may have had."""

from datetime import timedelta

import pytest

from certification.certificates import certificate_rendering
from certification.register.models import CertificateFile
from certification.sealing import key_register, seal_file
from certification.sealing.file_examination import Seal, examine, seal_of
from certification.sealing.key_files import new_key
from certification.sealing.models import SealKey
from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from tests.certification.sealing.keys import issued, kept_waiting, open_key, waiting
from tests.factories.accounts import TrainingCenterFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def center():
    return TrainingCenterFactory()


def a_key(center):
    return new_key(center.name, now=clock.now())


def states():
    return list(SealKey.objects.order_by("pk").values_list("state", flat=True))


def refused(command):
    with pytest.raises(RuleViolation) as caught:
        command()
    return [reason.code for reason in caught.value.reasons]


def test_first_key_is_entered_with_its_certificate_and_validity(center):
    opened, by = a_key(center), UserFactory()

    key = key_register.begin(center, opened, by=by)

    assert (key.fingerprint, key.state, key.valid_from, key.valid_until) == (
        opened.fingerprint,
        "active",
        opened.certificate.not_valid_before_utc,
        opened.certificate.not_valid_after_utc,
    )
    assert "BEGIN CERTIFICATE" in key.certificate
    assert "PRIVATE" not in key.certificate
    event = AuditEvent.objects.get(action="seal_key.begin")
    assert (event.actor_id, event.details["key"]) == (by.pk, key.short)


def test_second_first_key_is_refused(center):
    key_register.begin(center, a_key(center), by=None)

    assert refused(lambda: key_register.begin(center, a_key(center), by=None)) == ["in_use"]
    assert states() == ["active"]


def test_other_center_has_a_key_of_its_own(center):
    other = TrainingCenterFactory()

    for one in (center, other):
        key_register.begin(one, a_key(one), by=None)

    assert states() == ["active", "active"]


def test_rotation_ends_the_old_key_with_the_new_one(center):
    key_register.begin(center, a_key(center), by=None)

    new = key_register.rotate(center, a_key(center), by=None)

    assert states() == ["retired", "active"]
    assert SealKey.objects.active().get() == new
    assert SealKey.objects.first().training_center == center


def test_rotation_without_a_key_is_refused(center):
    assert refused(lambda: key_register.rotate(center, a_key(center), by=None)) == ["none"]
    assert states() == []


def test_key_is_retired_once(center):
    key = key_register.begin(center, a_key(center), by=None)

    assert key_register.retire(key, by=None).ended_at == clock.now()
    assert refused(lambda: key_register.retire(key, by=None)) == ["ended"]


def test_compromise_needs_a_moment_that_has_been_and_comes_once(center):
    key = key_register.begin(center, a_key(center), by=None)

    assert refused(lambda: key_register.compromise(key, since=clock.now() + timedelta(hours=1), by=None)) == ["future"]
    key_register.compromise(key, since=clock.now(), by=None)
    assert refused(lambda: key_register.compromise(key, since=clock.now(), by=None)) == ["known"]


def test_retired_key_can_be_doubted_later_and_keeps_its_end(center):
    key = key_register.begin(center, a_key(center), by=None)
    ended = key_register.retire(key, by=None).ended_at

    with clock.moved_to(ended + timedelta(days=3)):
        key = key_register.compromise(key, since=ended - timedelta(days=1), by=None)

    assert (key.state, key.ended_at, key.doubted_since) == ("compromised", ended, ended - timedelta(days=1))


def test_seal_of_a_retired_and_expired_key_goes_on_holding():
    certificate, opened = waiting()
    seal_file.seal(certificate.public_id, keys={opened.fingerprint: opened})
    file = CertificateFile.objects.get()

    with clock.moved_to(clock.now() + timedelta(days=900)):
        key_register.rotate(certificate.batch.training_center, a_key(certificate.batch.training_center), by=None)
        found = examine(bytes(file.content))

    assert (found.file, found.seal, found.key) == (file, Seal.HOLDS, file.seal_key)


def test_compromise_lists_what_was_sealed_since_and_leaves_the_rest_trusted():
    first, opened = waiting()
    center = first.batch.training_center
    keys = {opened.fingerprint: opened}
    seal_file.seal(first.public_id, keys=keys)
    theft = clock.now() + timedelta(hours=1)
    with clock.moved_to(theft + timedelta(hours=1)):
        second = issued(training_center=center)
        kept_waiting(second)
        seal_file.seal(second.public_id, keys=keys)
        key = key_register.compromise(SealKey.objects.get(), since=theft, by=None)

        found = [examine(bytes(one.content)).seal for one in CertificateFile.objects.order_by("pk")]

    assert [file.certificate for file in key_register.affected(key)] == [second]
    assert found == [Seal.HOLDS, Seal.DOUBTED]
    assert AuditEvent.objects.get(action="seal_key.compromise").details["files"] == 1


def test_forgery_with_a_stolen_key_is_no_issued_file():
    certificate, opened = waiting()
    seal_file.seal(certificate.public_id, keys={opened.fingerprint: opened})
    issued_file = CertificateFile.objects.get()
    forged = seal_file.with_seal(bytes(issued_file.content)[:0] + _other_pdf(), opened, at=clock.now())
    key = key_register.compromise(SealKey.objects.get(), since=clock.now(), by=None)

    found = examine(forged)

    assert (found.file, found.seal, found.key) == (None, Seal.DOUBTED, key)


def _other_pdf():
    certificate = issued()
    return certificate_rendering.bytes_of(certificate)


def test_seal_of_another_center_is_not_taken_for_ours():
    certificate, opened = waiting()
    seal_file.seal(certificate.public_id, keys={opened.fingerprint: opened})
    other = TrainingCenterFactory()
    key = SealKey.objects.get(fingerprint=open_key(other).fingerprint)

    assert seal_of(bytes(CertificateFile.objects.get().content), key, clock.now()) == Seal.BROKEN
