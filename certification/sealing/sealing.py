"""The sealing of one waiting file, inside the process that holds the key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from certification.models import Certificate, CertificateFile, SealKey, UnsealedFile
from certification.sealing import appending, by_library
from certification.sealing.key_files import OpenKey
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if


@dataclass(frozen=True)
class Sealed:
    """What was sealed: the digests of the file before and behind, and the key."""

    certificate: UUID
    before: str
    after: str
    fingerprint: str


def blockers(certificate: Certificate, key: SealKey, keys: Mapping[str, OpenKey]) -> list[Blocker]:
    """Why the file of this certificate cannot be sealed with this key of its center and the keys that are open."""
    reasons = []
    if not certificate.is_issued:
        reasons.append(Blocker("state", _("Only the file of an issued certificate can be sealed.")))
    unsealed = UnsealedFile.objects.filter(certificate=certificate).first()
    if unsealed is None:
        reasons.append(Blocker("nothing", _("No file of this certificate waits for its seal.")))
    elif sha256(bytes(unsealed.content)).hexdigest() != unsealed.sha256:
        reasons.append(Blocker("changed", _("The file that waits is not the one that was made. It is not sealed.")))
    return reasons + key_blockers(key, keys, clock.now())


def key_blockers(key: SealKey, keys: Mapping[str, OpenKey], now: datetime) -> list[Blocker]:
    """Why this key cannot seal now."""
    if key.fingerprint not in keys:
        return [Blocker("closed", _("The key %(key)s is not open. Start the signer with it.") % {"key": key.short})]
    if not key.valid_from <= now < key.valid_until:
        return [Blocker("expired", _("The key %(key)s has run out. Make the next one.") % {"key": key.short})]
    return []


def seal(public_id: UUID, *, keys: Mapping[str, OpenKey]) -> Sealed | None:
    """Seals the waiting file of that certificate and keeps it for ever in its place; None when it is kept already.

    The bytes come from the database, never from who asks. Two at once keep one file. Locks the certificate and the
    key, in that order. Raises `RuleViolation`, and `Certificate.DoesNotExist` for an unknown id.
    """
    certificate = Certificate.objects.select_related("batch").defer("snapshot").get(public_id=public_id)
    with transaction.atomic():
        Certificate.objects.select_for_update(of=("self",)).defer("snapshot").get(pk=certificate.pk)
        if CertificateFile.objects.filter(certificate=certificate).exists():
            return None
        key = _locked_key(certificate)
        refuse_if(blockers(certificate, key, keys))
        return _sealed(certificate, key, keys[key.fingerprint])


def _locked_key(certificate: Certificate) -> SealKey:
    """The key with which the center of this certificate seals now; nobody ends it meanwhile."""
    of_center = SealKey.objects.active().filter(training_center=certificate.batch.training_center_id)
    key = of_center.select_for_update(of=("self",)).first()
    if key is None:
        raise RuleViolation(Blocker("no_key", _("This training center has no key for seals in use.")))
    return key


def _sealed(certificate: Certificate, key: SealKey, opened: OpenKey) -> Sealed:
    unsealed, now = UnsealedFile.objects.get(certificate=certificate), clock.now()
    content = with_seal(bytes(unsealed.content), opened, at=now)
    result = Sealed(certificate.public_id, unsealed.sha256, sha256(content).hexdigest(), key.fingerprint)
    CertificateFile.objects.create(
        certificate=certificate, content=content, sha256=result.after, rendered_at=unsealed.rendered_at,
        seal_key=key, sealed_at=now,
    )  # fmt: skip
    # It is the beginning of the sealed one, so that nothing is lost with it.
    unsealed.delete()
    audit.record("certificate.seal", by=None, target=certificate, key=key.short, sha256=result.after)
    return result


def with_seal(content: bytes, key: OpenKey, *, at: datetime) -> bytes:
    """The file with its seal, the fast way where it can be gone."""
    try:
        return appending.sealed(content, key, at=at)
    except appending.NotStamped:
        return by_library.sealed(content, key, at=at)
