"""Files on their way to the seal: whether one is wanted, what waits, and what becomes of it without a key."""

from collections.abc import Callable
from functools import partial
from hashlib import sha256

import structlog
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import TrainingCenter
from certification.models import Certificate, CertificateFile, SealKey, UnsealedFile
from certification.sealing import asking
from core import audit, due

logger = structlog.get_logger(__name__)
# A round of due work must come to its end.
MOST_IN_A_ROUND = 500


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
    transaction.on_commit(partial(ask or asking.ask_for, certificate), robust=True)
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
    return len(released) + (len(wanted) if asking.ask_for(*wanted) else 0)


@transaction.atomic
def release(certificate: Certificate) -> CertificateFile:
    """Keeps the waiting file without a seal, for a center that has taken its last key out of use."""
    Certificate.objects.select_for_update(of=("self",)).defer("snapshot").get(pk=certificate.pk)
    unsealed = UnsealedFile.objects.get(certificate=certificate)
    file = CertificateFile.objects.create(
        certificate=certificate, content=bytes(unsealed.content), sha256=unsealed.sha256,
        rendered_at=unsealed.rendered_at,
    )  # fmt: skip
    unsealed.delete()
    audit.record("certificate.release_unsealed", by=None, target=certificate)
    return file
