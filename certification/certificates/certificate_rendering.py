"""The PDF of an issued certificate: made once from its printed words alone, then kept forever."""

import time
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
from certification.papers.file_sizes import padded
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
# How long a missing file is retried automatically; after that the nightly reconcile reports it.
HOPE = timedelta(hours=1)
MOST_A_ROUND = 500
# Seconds. Other due work waits meanwhile, and `core.due` ends what takes twice as long.
LONGEST_ROUND = 300.0
# Statements of units are issued one at a time, so that a shared layout would not pay off.
STAMPERS = {Paper.CERTIFICATE: CERTIFICATE}


def bytes_of(certificate: Certificate) -> bytes:
    """The PDF that follows deterministically from the stored words, of a size that many share. Raises `Unprintable`.

    Stamped if proven to print the same as plain rendering, which takes two hundred times as long.
    """
    paper, words = Paper(certificate.paper), signed_facts.printed_words(certificate.snapshot)
    if settings.STAMP_CERTIFICATES and paper in STAMPERS:
        with suppress(Unstampable):
            return padded(STAMPERS[paper].stamped(words))
    return padded(PAPERS[paper].render(words))


@task()
def lay_out_ahead(batch: int) -> None:
    """Prepares the layouts for the batch's (key) approved papers in the process that will make the files.

    The first certificate of a new shape takes seconds, which nobody should wait for at issue.
    """
    found = Batch.objects.select_related("training_center", "version__program").get(pk=batch)
    of_batch = Certificate.objects.filter(batch=found, paper=Paper.CERTIFICATE, state=Certificate.State.APPROVED)
    approved, coming = set(of_batch.values_list("enrollment", flat=True)), expected(found, Paper.CERTIFICATE)
    for standing in certificate_gate.standings(found):
        if settings.STAMP_CERTIFICATES and standing.enrollment.pk in approved:
            with suppress(Unstampable):
                CERTIFICATE.prepared(words_before_issue(standing, Paper.CERTIFICATE, coming))


def render(certificate: Certificate) -> CertificateFile | UnsealedFile:
    """Makes and stores the file unless it exists; concurrent calls keep one. Raises `RuleViolation` on failure.

    Rendering happens outside the lock, since a certificate of a new shape takes seconds. If the center seals, the file
    then waits for the signer, which is asked at once.
    """
    return unsealed_files.kept_of(certificate) or _made(certificate, signer_client.ask_for)


def _made(certificate: Certificate, ask: Callable[[Certificate], object]) -> CertificateFile | UnsealedFile:
    content = bytes_of(certificate)
    with transaction.atomic():
        # Only for the lock: its words were read before and never change.
        list(Certificate.objects.select_for_update().filter(pk=certificate.pk).values_list("pk"))
        credentials.keep(certificate)
        # Somebody else may have stored it during rendering; the first one is kept, and both are equal.
        return unsealed_files.keep(certificate, content, ask=ask)


def render_together(certificates: Sequence[int]) -> dict[int, list[Blocker]]:
    """Makes the files of those of these certificates (keys) that are issued; returns reasons for failures, by key.

    To be sure that all are sealed, call `signer_client.wait_for_answers` after the commit.
    """
    refused, made = {}, list[Certificate]()
    missing = waiting_for_file().filter(pk__in=certificates).order_by("number")
    for certificate in missing.select_related("batch__training_center", "status_list"):
        try:
            _made(certificate, made.append)
        except RuleViolation as violation:
            refused[certificate.pk] = violation.reasons
    # Asked after commit, once all files awaiting a seal are visible to the signer.
    transaction.on_commit(lambda: signer_client.ask_soon(*made), robust=True)
    return refused


def waiting_for_file() -> QuerySet[Certificate]:
    """Issued certificates without a file, oldest first."""
    return Certificate.objects.issued().filter(file__isnull=True, unsealed__isnull=True).order_by("issued_at", "pk")


@due.work_due.register
def make_missing(within: float = LONGEST_ROUND) -> int:
    """Makes missing files of certificates issued within the last hour and returns their number.

    Their worker may have been killed just now; its job is resumed only after a minute of silence. Starts from the
    newest, since the worker starts from the oldest, so that the two do not make the same file. Begins none after
    `within` seconds: the next run takes the rest.
    """
    ends = time.monotonic() + within
    lost = waiting_for_file().filter(issued_at__gt=clock.now() - HOPE).order_by("-issued_at", "-pk")
    made = 0
    for certificate in lost[:MOST_A_ROUND]:
        if time.monotonic() >= ends:
            break
        try:
            render(certificate)
            made += 1
        except RuleViolation as refused:
            # Its job reports this to the user who started it.
            logger.info("certificate_file_refused", certificate=certificate.pk, why=str(refused))
        except Exception:
            # One failure must not block the others.
            logger.exception("certificate_file_failed", certificate=certificate.pk)
    return made


def start_rendering(certificates: Sequence[Certificate], *, by: User) -> Job:
    """Makes the files in the background after the caller's commit; three attempts each, with the same numbers."""
    first = certificates[0]
    return jobs.start(
        JOB,
        by=by,
        title=_("Make the files of papers"),
        items=[(certificate.number_text, str(certificate.pk)) for certificate in certificates],
        result_url=reverse("certification:certificate_detail", args=[first.public_id])
        if len(certificates) == 1
        else reverse("certification:batch_certificates", args=[first.batch.public_id]),
    )


@jobs.handler(JOB)
def _do_item(job: Job, item: JobItem) -> None:
    render(Certificate.objects.get(pk=int(item.reference)))
