"""Files of certificates for tests that do not look at what is printed: made once in each process, not each time."""

from functools import lru_cache

from django.db import transaction

from certification.certificates import certificate_rendering
from certification.register.models import Certificate
from certification.sealing import unsealed_files
from certification.verification import credentials
from tests.certification.stamping.people import certificate as words


@lru_cache
def plain() -> bytes:
    """A certificate as WeasyPrint alone makes it."""
    return certificate_rendering.PAPERS[certificate_rendering.Paper.CERTIFICATE].render(words())


def with_file(certificate: Certificate) -> Certificate:
    """The issued certificate, with all that rendering keeps and with the words of another one in its file."""
    with transaction.atomic():
        credentials.keep(certificate)
        unsealed_files.keep(certificate, plain())
    return certificate
