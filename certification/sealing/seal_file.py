"""Seals a waiting file, inside the process that holds the key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from certification.register.models import Certificate, CertificateFile
from certification.sealing import seal_any_pdf, seal_stamped
from certification.sealing.key_files import OpenKey
from certification.sealing.models import SealKey, UnsealedFile
from core import audit, clock
from core.errors import Blocker, RuleViolation


@dataclass(frozen=True)
class Sealed:
    """The result of sealing a paper: digests of the file before and after, and the key."""

    paper: UUID
    before: str
    after: str
    fingerprint: str


def blockers(
    certificate: Certificate, unsealed: UnsealedFile | None, key: SealKey | None, keys: Mapping[str, OpenKey]
) -> list[Blocker]:
    """Why this certificate's file cannot be sealed with this key of its center, given the open keys."""
    reasons = []
    if not certificate.is_issued:
        reasons.append(Blocker("state", _("Only the file of an issued paper can be sealed.")))
    if unsealed is None:
        reasons.append(Blocker("nothing", _("No file of this paper waits for its seal.")))
    elif sha256(bytes(unsealed.content)).hexdigest() != unsealed.sha256:
        reasons.append(Blocker("changed", _("The file that waits is not the one that was made. It is not sealed.")))
    if key is None:
        return [*reasons, Blocker("no_key", _("This training center has no key for seals in use."))]
    return reasons + key_blockers(key, keys, clock.now())


def key_blockers(key: SealKey, keys: Mapping[str, OpenKey], now: datetime) -> list[Blocker]:
    """Why this key cannot seal now."""
    if key.fingerprint not in keys:
        return [Blocker("closed", _("The key %(key)s is not open. Start the signer with it.") % {"key": key.short})]
    if not key.valid_from <= now < key.valid_until:
        return [Blocker("expired", _("The key %(key)s has run out. Make the next one.") % {"key": key.short})]
    return []


def seal(public_id: UUID, *, keys: Mapping[str, OpenKey]) -> Sealed | None:
    """Replaces the waiting file of that certificate with the sealed one; None if that was already done.

    The bytes come from the database, never from the caller. Concurrent calls keep one file. Locks the certificate,
    then the key. Raises `RuleViolation`, or `Certificate.DoesNotExist` for an unknown id.
    """
    done, refused = seal_together([public_id], keys=keys)
    if public_id in refused:
        raise RuleViolation(refused[public_id])
    if public_id not in done:
        raise Certificate.DoesNotExist
    return done[public_id]


@transaction.atomic
def seal_together(
    public_ids: Sequence[UUID], *, keys: Mapping[str, OpenKey]
) -> tuple[dict[UUID, Sealed | None], dict[UUID, list[Blocker]]]:
    """The same for several certificates in one transaction: results by id, and reasons against the others.

    Unknown ids are in neither.
    """
    rows = Certificate.objects.filter(public_id__in=public_ids).select_related("batch").defer("snapshot")
    certificates = list(rows.select_for_update(of=("self",)).order_by("pk"))
    kept = set(CertificateFile.objects.filter(certificate__in=certificates).values_list("certificate", flat=True))
    waiting = {one.certificate_id: one for one in UnsealedFile.objects.filter(certificate__in=certificates)}
    in_use = {center: locked_key(center) for center in sorted({one.batch.training_center_id for one in certificates})}
    done: dict[UUID, Sealed | None] = {}
    refused: dict[UUID, list[Blocker]] = {}
    files = []
    for certificate in certificates:
        unsealed, key = waiting.get(certificate.pk), in_use[certificate.batch.training_center_id]
        if certificate.pk in kept:
            done[certificate.public_id] = None
        elif reasons := blockers(certificate, unsealed, key, keys):
            refused[certificate.public_id] = reasons
        elif unsealed and key:
            files.append(_sealed_file(certificate, unsealed, key, keys[key.fingerprint]))
            done[certificate.public_id] = Sealed(
                certificate.public_id, unsealed.sha256, files[-1].sha256, key.fingerprint
            )
    _keep(files)
    return done, refused


def locked_key(center: int) -> SealKey | None:
    """The key the center (key) seals with now, locked so that nobody can end it."""
    return SealKey.objects.active().filter(training_center=center).select_for_update(of=("self",)).first()


def _sealed_file(certificate: Certificate, unsealed: UnsealedFile, key: SealKey, opened: OpenKey) -> CertificateFile:
    now = clock.now()
    content = with_seal(bytes(unsealed.content), opened, at=now)
    return CertificateFile(
        certificate=certificate,
        content=content,
        sha256=sha256(content).hexdigest(),
        rendered_at=unsealed.rendered_at,
        seal_key=key,
        sealed_at=now,
    )


def _keep(files: Sequence[CertificateFile]) -> None:
    CertificateFile.objects.bulk_create(files)
    # Each is the beginning of a sealed file, so nothing is lost.
    UnsealedFile.objects.filter(certificate__in=[file.certificate_id for file in files]).delete()
    details = [
        (file.certificate, {"key": file.seal_key.short, "sha256": file.sha256}) for file in files if file.seal_key
    ]
    audit.record_each("certificate.seal", by=None, targets=details)


def with_seal(content: bytes, key: OpenKey, *, at: datetime) -> bytes:
    """The sealed file, made the fast way if possible."""
    try:
        return seal_stamped.sealed(content, key, at=at)
    except seal_stamped.NotStamped:
        return seal_any_pdf.sealed(content, key, at=at)
