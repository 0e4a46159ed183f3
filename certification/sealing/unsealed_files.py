"""Files on their way to the seal: whether one is wanted, what waits, and what becomes of it without a key."""

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
# A round of due work must come to its end.
MOST_IN_A_ROUND = 500
# The signer starts beside the site and has its passphrase typed: so long its absence is nothing to tell.
SECONDS_TO_START = 120


def wants_seal(center: TrainingCenter) -> bool:
    """Whether what this center issues is sealed: since its first key, until its last one was taken out of use.

    After a compromise files wait for the next key: nobody decided that they should go out without a seal.
    """
    newest = SealKey.objects.filter(training_center=center).order_by("-made_at", "-pk").first()
    return newest is not None and newest.state != SealKey.State.RETIRED


def needs_seal(certificate: Certificate) -> bool:
    """Whether the file of this certificate has to be sealed: also where its own words say that it is."""
    return bool(certificate.snapshot.get("seal_note")) or wants_seal(certificate.batch.training_center)


def kept_of(certificate: Certificate) -> CertificateFile | UnsealedFile | None:
    """The file that was made, sealed or still waiting."""
    file = CertificateFile.objects.filter(certificate=certificate).first()
    return file or UnsealedFile.objects.filter(certificate=certificate).first()


def keep(
    certificate: Certificate, content: bytes, *, ask: Callable[[Certificate], object] | None = None
) -> CertificateFile | UnsealedFile:
    """Keeps a file that was just made: for ever, or until it is sealed. The first one stays.

    Belongs into a transaction that holds the lock of the certificate. The signer is asked (by `ask`, if given) after
    its commit; where it does not answer, the file waits for the next round.
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
    """Certificates whose file is made and waits for its seal, oldest first; without the bytes."""
    found = Certificate.objects.filter(unsealed__isnull=False)
    return found.select_related("batch__training_center").order_by("issued_at", "pk")


@due.register
def seal_waiting() -> int:
    """Asks the signer for everything that waits, and lets go what is no longer to be sealed. Returns how many."""
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
    """A warning in the log once a file has waited longer than a signer takes to be started."""
    oldest = UnsealedFile.objects.filter(certificate__in=certificates).order_by("rendered_at")
    since = oldest.values_list("rendered_at", flat=True).first()
    seconds = (clock.now() - since).total_seconds() if since else 0
    if seconds > SECONDS_TO_START:
        logger.warning("signer_away", why=why, files=len(certificates), waiting_seconds=round(seconds))


@transaction.atomic
def release(certificate: Certificate) -> CertificateFile:
    """Keeps the waiting file without a seal, for a center that has taken its last key out of use."""
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
