"""The file of an issued certificate: made once from its printed words alone, kept for ever."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from accounts.models import User
from certification.assessment import certificate_gate
from certification.certificates.expected_papers import PAPERS, Paper, expected, words_before_issue
from certification.register.models import Certificate, CertificateFile
from certification.sealing import signer_client, unsealed_files
from certification.sealing.models import UnsealedFile
from certification.stamping.errors import Unstampable
from certification.stamping.papers import CERTIFICATE
from certification.verification import credentials, signed_facts
from core import clock, due, jobs
from core.errors import Blocker, RuleViolation
from core.models import Job, JobItem
from programs.batches.models import Batch

logger = structlog.get_logger(__name__)
JOB = "certificate.render"
# So long a file that is missing is tried again by itself; after that it is a finding of the nightly reconcile.
HOPE = timedelta(hours=1)
MOST_A_ROUND = 500
# Of the statements of units one is issued now and then: laying it out once for all would save nothing.
STAMPERS = {Paper.CERTIFICATE: CERTIFICATE}


def bytes_of(certificate: Certificate) -> bytes:
    """The PDF that follows from the kept words; the same each time. Raises `Unprintable`.

    Stamped where that was proven to print the same as the plain way, which takes two hundred times as long.
    """
    paper, words = Paper(certificate.paper), signed_facts.printed_words(certificate.snapshot)
    if settings.STAMP_CERTIFICATES and paper in STAMPERS:
        with suppress(Unstampable):
            return STAMPERS[paper].stamped(words)
    return PAPERS[paper].render(words)


@task()
def lay_out_ahead(batch: int) -> None:
    """Lays out what is approved in that batch (key), in the process that will make the files: the first of a new
    shape takes seconds, for which nobody should wait at the issue.
    """
    found = Batch.objects.select_related("training_center", "version__program").get(pk=batch)
    of_batch = Certificate.objects.filter(batch=found, paper=Paper.CERTIFICATE, state=Certificate.State.APPROVED)
    approved, coming = set(of_batch.values_list("enrollment", flat=True)), expected(found, Paper.CERTIFICATE)
    for standing in certificate_gate.standings(found):
        if settings.STAMP_CERTIFICATES and standing.enrollment.pk in approved:
            with suppress(Unstampable):
                CERTIFICATE.prepared(words_before_issue(standing, Paper.CERTIFICATE, coming))


def render(certificate: Certificate) -> CertificateFile | UnsealedFile:
    """Makes and keeps the file unless it is there; two at once make one. Raises `RuleViolation` when it cannot be.

    Rendering stands outside the lock: it may take seconds, when a certificate of a new shape is laid out first.
    Where the center seals, the file then waits for the signer, who is asked at once.
    """
    return unsealed_files.kept_of(certificate) or _made(certificate, signer_client.ask_for)


def _made(certificate: Certificate, ask: Callable[[Certificate], object]) -> CertificateFile | UnsealedFile:
    content = bytes_of(certificate)
    with transaction.atomic():
        # Only the lock: what it says was read before, and stays for ever.
        list(Certificate.objects.select_for_update().filter(pk=certificate.pk).values_list("pk"))
        credentials.keep(certificate)
        # Somebody else may have made it while this one was rendered; the first one stays, and both are equal.
        return unsealed_files.keep(certificate, content, ask=ask)


def render_together(certificates: Sequence[int]) -> dict[int, list[Blocker]]:
    """Makes the files of those of these certificates (keys) that are issued; answers the reasons against the others, by
    key. Whoever must know that all are sealed calls `signer_client.wait_for_answers` after the commit.
    """
    refused, made = {}, list[Certificate]()
    missing = waiting_for_file().filter(pk__in=certificates).order_by("number")
    for certificate in missing.select_related("batch__training_center", "status_list"):
        try:
            _made(certificate, made.append)
        except RuleViolation as violation:
            refused[certificate.pk] = violation.reasons
    # Behind the commit of the last one, when all that want a seal have been noted.
    transaction.on_commit(lambda: signer_client.ask_soon(*made), robust=True)
    return refused


def waiting_for_file() -> QuerySet[Certificate]:
    """Issued certificates whose file is not there yet, oldest first."""
    return Certificate.objects.issued().filter(file__isnull=True, unsealed__isnull=True).order_by("issued_at", "pk")


@due.register
def make_missing() -> int:
    """Makes the files of what was issued within the last hour and has none: their worker was killed, perhaps a moment
    ago, and its job is taken up only when it has been silent for a minute. Returns how many were made.

    From the newest on, because the worker begins with the oldest: so both do not make the same.
    """
    lost = waiting_for_file().filter(issued_at__gt=clock.now() - HOPE).order_by("-issued_at", "-pk")
    made = 0
    for certificate in lost[:MOST_A_ROUND]:
        try:
            render(certificate)
            made += 1
        except RuleViolation as refused:
            # Its job says so to whoever started it.
            logger.info("certificate_file_refused", certificate=certificate.pk, why=str(refused))
        except Exception:
            # One that cannot be made must not keep the others from theirs.
            logger.exception("certificate_file_failed", certificate=certificate.pk)
    return made


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
    render(Certificate.objects.get(pk=int(item.reference)))
