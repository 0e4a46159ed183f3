"""The file of an issued certificate: made once from its printed words alone, kept for ever."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from certification.issue.preparing import PAPERS, Paper
from certification.models import Certificate, CertificateFile
from certification.stamping.errors import Unstampable
from certification.stamping.papers import CERTIFICATE
from core import jobs
from core.models import Job, JobItem

JOB = "certificate.render"
# Of the statements of units one is issued now and then: laying it out once for all would save nothing.
STAMPERS = {Paper.CERTIFICATE: CERTIFICATE}


def bytes_of(certificate: Certificate) -> bytes:
    """The PDF that follows from the kept words; the same each time. Raises `Unprintable`.

    Stamped where that was proven to print the same as the plain way, which takes two hundred times as long.
    """
    paper = Paper(certificate.paper)
    if settings.STAMP_CERTIFICATES and paper in STAMPERS:
        with suppress(Unstampable):
            return STAMPERS[paper].stamped(certificate.snapshot)
    return PAPERS[paper].render(certificate.snapshot)


def render(certificate: Certificate) -> CertificateFile:
    """Makes and keeps the file unless it is there; two at once make one. Raises `RuleViolation` when it cannot be.

    Rendering stands outside the lock: it may take seconds, when a certificate of a new shape is laid out first.
    """
    known = CertificateFile.objects.filter(certificate=certificate).first()
    if known:
        return known
    content = bytes_of(certificate)
    with transaction.atomic():
        Certificate.objects.select_for_update().get(pk=certificate.pk)
        # Somebody else may have made it while this one was rendered; the first one stays, and both are equal.
        file, _is_new = CertificateFile.objects.get_or_create(
            certificate=certificate, defaults={"content": content, "sha256": hashlib.sha256(content).hexdigest()}
        )
    return file


def render_by_pk(pk: int) -> CertificateFile:
    """The same for the certificate with that key, as the steps of a job name it."""
    return render(Certificate.objects.get(pk=pk))


def waiting_for_file():
    """Issued certificates whose file is not there yet, oldest first."""
    return Certificate.objects.issued().filter(file__isnull=True).order_by("issued_at", "pk")


def start_rendering(certificates: Sequence[Certificate], *, by: User) -> Job:
    """Makes the files in the background, after the caller's transaction; three tries each, same numbers."""
    first = certificates[0]
    return jobs.start(
        JOB,
        by=by,
        title=_("Make certificate files"),
        items=[(certificate.number_text, str(certificate.pk)) for certificate in certificates],
        result_url=reverse("certification:certificate_detail", args=[first.public_id])
        if len(certificates) == 1
        else reverse("certification:batch_certificates", args=[first.batch.public_id]),
    )


@jobs.handler(JOB)
def _do_item(job: Job, item: JobItem) -> None:
    render_by_pk(int(item.reference))
