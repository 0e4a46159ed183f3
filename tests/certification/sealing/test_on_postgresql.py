"""What only PostgreSQL can show: two at once, and a role that may do no more than a seal needs."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from certification.certificates import certificate_rendering
from certification.register.models import CertificateFile
from certification.sealing import key_register, seal_file
from certification.sealing.key_files import new_key
from certification.sealing.models import SealKey, UnsealedFile
from core import clock
from tests.certification.sealing import keys
from tests.together import at_once, done_at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="locks and roles of PostgreSQL"),
]
ROLE = "terampil-segel"


def test_two_signers_at_once_keep_one_file(committed):
    certificate, key = keys.waiting()

    def seal():
        return seal_file.seal(certificate.public_id, keys={key.fingerprint: key})

    done = at_once(seal, seal)

    assert sorted(one is None for one in done) == [False, True]
    assert CertificateFile.objects.count() == 1
    assert UnsealedFile.objects.count() == 0


def test_sealing_and_rotation_at_once_leave_one_key_and_no_half_file(committed):
    certificate, key = keys.waiting()
    center = certificate.batch.training_center
    after = new_key("x", now=clock.now())

    done = done_at_once(
        lambda: seal_file.seal(certificate.public_id, keys={key.fingerprint: key, after.fingerprint: after}),
        lambda: key_register.rotate(center, after, by=None),
    )

    # A signer that waited for the rotation finds the key gone, and is asked again by the next round.
    assert done in (["done", "done"], ["no_key", "done"])
    assert CertificateFile.objects.count() + UnsealedFile.objects.count() == 1
    assert SealKey.objects.active().get().fingerprint == after.fingerprint


def test_two_first_keys_at_once_are_one(committed):
    center = keys.issued().batch.training_center
    one, other = (new_key("x", now=clock.now()) for _ in range(2))

    done = done_at_once(
        lambda: key_register.begin(center, one, by=None), lambda: key_register.begin(center, other, by=None)
    )

    assert sorted(done) == ["done", "in_use"]


def test_file_made_twice_at_once_waits_once(committed):
    certificate = keys.issued()
    keys.open_key(certificate.batch.training_center)

    at_once(lambda: certificate_rendering.render(certificate), lambda: certificate_rendering.render(certificate))

    assert UnsealedFile.objects.count() == 1


@pytest.mark.django_db
def test_grants_of_the_signers_role_are_what_a_seal_needs():
    certificate, key = keys.waiting()
    grants = Path(settings.BASE_DIR, "deploy/signer_role.sql").read_text()
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE ROLE "{ROLE}"')
        cursor.execute(grants)
        cursor.execute(f'SET LOCAL ROLE "{ROLE}"')

    done = seal_file.seal(certificate.public_id, keys={key.fingerprint: key})
    key_register.rotate(certificate.batch.training_center, new_key("x", now=clock.now()), by=None)

    assert done.fingerprint == key.fingerprint
    for statement in (
        "UPDATE certification_unsealedfile SET content = ''",
        "UPDATE certification_certificate SET number_text = ''",
        "DELETE FROM certification_certificate",
        "UPDATE core_auditevent SET action = ''",
        "UPDATE accounts_user SET password = ''",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
