"""Official electronic signatures (TTE) added elsewhere: accepted only on top of the issued bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification.authority import authority_blockers
from certification.register.models import Certificate, CertificateFile
from certification.sealing import foreign_pdfs
from certification.sealing.models import OfficialFile, SealKey
from certification.sealing.pdf_signatures import Signature
from core import audit
from core.errors import Blocker, RuleViolation, refuse_if


def blockers(certificate: Certificate, *, by: User) -> list[Blocker]:
    """Why `by` cannot upload an officially signed file of this certificate now."""
    reasons = authority_blockers(by, "certification.upload_official", certificate.batch.training_center)
    if certificate.state != Certificate.State.ISSUED:
        reasons.append(Blocker("state", _("Only the file of a paper in force can be signed officially.")))
    elif not hasattr(certificate, "file"):
        reasons.append(Blocker("file", _("Its file is not ready yet. Sign that one when it is, and bring it back.")))
    if hasattr(certificate, "official"):
        reasons.append(Blocker("there", _("A file with an official signature is kept already; it is never replaced.")))
    return reasons


def official_signature(content: bytes, issued: bytes, *, whose: int | None = None) -> Signature:
    """The official signature, provided that nothing else was added to the issued file. Raises `RuleViolation`.

    Takes up to seconds: not within a transaction. `whose` is the key of the waiting user.
    """
    if not content.startswith(issued):
        text = _(
            "This is not the issued file: it does not begin with its bytes. Sign the file as it was downloaded, with a "
            "tool that adds the signature and rewrites nothing."
        )
        raise RuleViolation(Blocker("begins", text))
    found = foreign_pdfs.read(content, whose=whose, issued=len(issued))
    last = _last(found.signatures)
    if last is None or content == issued:
        raise RuleViolation(Blocker("unsigned", _("The file carries no official signature beyond the issued one.")))
    reasons = []
    if not (last.holds and last.is_whole):
        text = _("The official signature does not hold or does not cover the whole file. Sign the issued file again.")
        reasons.append(Blocker("covers", text))
    if not found.only_signed:
        reasons.append(Blocker("changed", _("Something beside signatures was added to the issued file.")))
    refuse_if(reasons)
    return last


def _last(found: list[Signature]) -> Signature | None:
    """The newest signature, unless it is one of our seals."""
    if not found or SealKey.objects.filter(fingerprint=found[-1].fingerprint).exists():
        return None
    return found[-1]


@dataclass(frozen=True)
class SignedFile:
    """A file that `read` has verified to be the issued one plus a signature; issued files never change."""

    certificate: int
    content: bytes
    signature: Signature


def read(certificate: Certificate, *, by: User, content: bytes) -> SignedFile:
    """The verified file. Raises `RuleViolation`.

    Takes up to seconds, so call it before a transaction begins.
    """
    refuse_if(blockers(certificate, by=by))
    issued = bytes(CertificateFile.objects.get(certificate=certificate).content)
    return SignedFile(certificate.pk, content, official_signature(content, issued, whose=by.pk))


@transaction.atomic
def accept(certificate: Certificate, *, by: User, file: SignedFile) -> OfficialFile:
    """Stores the file permanently with the issued one. Locks the certificate. Raises `RuleViolation`."""
    if file.certificate != certificate.pk:
        raise ValueError("The file was examined for another certificate.")
    certificate = Certificate.objects.select_for_update(of=("self",)).defer("snapshot").get(pk=certificate.pk)
    refuse_if(blockers(certificate, by=by))
    found = file.signature
    kept = OfficialFile.objects.create(
        certificate=certificate,
        content=file.content,
        sha256=sha256(file.content).hexdigest(),
        signer=found.signer,
        authority=found.authority,
        signed_at=found.at,
        uploaded_by=by,
    )
    audit.record("certificate.accept_official", by=by, target=certificate, sha256=kept.sha256)
    return kept


@dataclass(frozen=True)
class Finding:
    """A finding about a stored official file: it is invalid, or unreadable, which says nothing about its validity."""

    text: str
    is_read: bool = True


def signature_findings() -> Iterator[Finding]:
    """Findings about stored official files, without valid ones."""
    files = OfficialFile.objects.select_related("certificate__file").defer("certificate__snapshot")
    for file in files.order_by("pk").iterator(50):
        content = bytes(file.content)
        if sha256(content).hexdigest() != file.sha256:
            yield Finding(f"{file.certificate}: the kept official file is not the one that was brought")
        try:
            official_signature(content, bytes(file.certificate.file.content))
        except foreign_pdfs.Unread as unread:
            yield Finding(f"{file.certificate}: {unread}", is_read=False)
        except RuleViolation as violation:
            yield Finding(f"{file.certificate}: {violation}")
