"""Keys of seals, opened in the memory of the tests, and certificates that wait for their seal."""

from functools import lru_cache

from django.db import transaction

from certification.certificates import certificate_rendering, issue_certificates
from certification.register.models import Certificate
from certification.sealing import key_register
from certification.sealing.key_files import OpenKey, new_key
from certification.sealing.models import UnsealedFile
from certification.sealing.unsealed_files import keep
from core import clock
from tests.certification.files import plain
from tests.certification.stamping.people import certificate as words
from tests.factories.certification import NumberSeriesFactory, approved, graduates, many_approved, staff


def open_key(center) -> OpenKey:
    """A key that is entered in the register as the first of this center."""
    key = new_key(center.name, now=clock.now())
    key_register.begin(center, key, by=None)
    return key


def issued(batch=None, **fields) -> Certificate:
    """An issued certificate whose file is not made yet."""
    return issued_to((batch or graduates(1, **fields)).enrollments.get())


def issued_to(enrollment) -> Certificate:
    officer = staff(enrollment.batch.training_center, "certificate_officer")
    return issue_certificates.issue(approved(enrollment), by=officer, render_after=False)


def kept_waiting(certificate) -> None:
    """Keeps a file for it as rendering does, but one that was made once for all tests."""
    with transaction.atomic():
        keep(certificate, plain())


def waiting() -> tuple[Certificate, OpenKey]:
    """A certificate whose file waits for its seal, and the key for it."""
    certificate = issued()
    key = open_key(certificate.batch.training_center)
    kept_waiting(certificate)
    return certificate, key


def many_waiting(count):
    """A center with this many waiting files, whose rows are written directly."""
    found = Certificate.objects.filter(pk__in=many_approved(count)).select_related("batch__training_center")
    center, officer = found[0].batch.training_center, found[0].prepared_by
    open_key(center)
    series = NumberSeriesFactory(training_center=center)
    for n, one in enumerate(found, 1):
        number = series.numbers.create(number=n, given_at=clock.now())
        Certificate.objects.filter(pk=one.pk).update(
            state="issued",
            number=number,
            number_text=f"{n}/CTH",
            code=f"{n:026}",
            issued_at=clock.now(),
            issued_on=clock.now().date(),
            issued_by=officer,
        )
        UnsealedFile.objects.create(certificate=one, content=b"%PDF", sha256="0" * 64)
    return center


@lru_cache
def stamped() -> bytes:
    """A certificate as stamping makes it; compiled once for all tests of this process."""
    return certificate_rendering.STAMPERS[certificate_rendering.Paper.CERTIFICATE].stamped(words())
