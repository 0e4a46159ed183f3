"""Files awaiting a seal: whether one is wanted, what waits, and what happens without a key."""

from collections.abc import Callable
from functools import partial
from hashlib import sha256

import structlog
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import TrainingCenter
from certification.register.models import Certificate, CertificateFile
from certification.sealing import signer_client
from certification.sealing.models import SealKey, UnsealedFile
from core import audit, clock, due

logger = structlog.get_logger(__name__)
# So that a round of scheduled jobs ends.
MOST_IN_A_ROUND = 500
# The signer starts along with the site and needs its passphrase typed; until then its absence is normal.
SECONDS_TO_START = 120


def wants_seal(center: TrainingCenter) -> bool:
    """Whether files of this center are sealed: from its first key until its last one is retired.

    After a compromise files wait for the next key: nobody decided to issue them without a seal.
    """
    newest = SealKey.objects.filter(training_center=center).order_by("-made_at", "-pk").first()
    return newest is not None and newest.state != SealKey.State.RETIRED


def needs_seal(certificate: Certificate) -> bool:
    """Whether this certificate's file must be sealed, possibly because its own words say so."""
    return bool(certificate.snapshot.get("seal_note")) or wants_seal(certificate.batch.training_center)


def kept_of(certificate: Certificate) -> CertificateFile | UnsealedFile | None:
    """The file as made, sealed or still waiting."""
    file = CertificateFile.objects.filter(certificate=certificate).first()
    return file or UnsealedFile.objects.filter(certificate=certificate).first()


def keep(
    certificate: Certificate, content: bytes, *, ask: Callable[[Certificate], object] | None = None
) -> CertificateFile | UnsealedFile:
    """Stores a new file, permanently or until it is sealed. An existing one is kept.

    Needs a transaction that holds the certificate's lock. The signer is asked (through `ask`, if given) after commit;
    if it does not answer, the file waits for the next round.
    """
    known = kept_of(certificate)
    if known:
        return known
    digest = sha256(content).hexdigest()
    if not needs_seal(certificate):
        return CertificateFile.objects.create(certificate=certificate, content=content, sha256=digest)
    transaction.on_commit(partial(ask or signer_client.ask_for, certificate), robust=True)
    return UnsealedFile.objects.create(certificate=certificate, content=content, sha256=digest)


def waiting() -> QuerySet[Certificate]:
    """Certificates whose file awaits its seal, oldest first; without the bytes."""
    found = Certificate.objects.filter(unsealed__isnull=False)
    return found.select_related("batch__training_center").order_by("issued_at", "pk")


@due.work_due.register
def seal_waiting() -> int:
    """Requests seals for all waiting files and releases those not to be sealed any longer. Returns the count."""
    found = list(waiting()[:MOST_IN_A_ROUND])
    wanted = [certificate for certificate in found if needs_seal(certificate)]
    released = [release(certificate) for certificate in found if certificate not in wanted]
    try:
        signer_client.must_answer_for(*wanted)
    except signer_client.SignerAway as away:
        tell_of_long_wait(wanted, why=str(away))
        return len(released)
    return len(released) + len(wanted)


def tell_of_long_wait(certificates: list[Certificate], *, why: str) -> None:
    """Logs a warning once a file has waited longer than the signer takes to start."""
    oldest = UnsealedFile.objects.filter(certificate__in=certificates).order_by("rendered_at")
    since = oldest.values_list("rendered_at", flat=True).first()
    seconds = (clock.now() - since).total_seconds() if since else 0
    if seconds > SECONDS_TO_START:
        logger.warning("signer_away", why=why, files=len(certificates), waiting_seconds=round(seconds))


@transaction.atomic
def release(certificate: Certificate) -> CertificateFile:
    """Stores the waiting file without a seal, for a center that has retired its last key."""
    Certificate.objects.select_for_update(of=("self",)).defer("snapshot").get(pk=certificate.pk)
    unsealed = UnsealedFile.objects.get(certificate=certificate)
    file = CertificateFile.objects.create(
        certificate=certificate,
        content=bytes(unsealed.content),
        sha256=unsealed.sha256,
        rendered_at=unsealed.rendered_at,
    )
    unsealed.delete()
    audit.record("certificate.release_unsealed", by=None, target=certificate)
    return file
