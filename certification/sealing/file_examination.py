"""Checks whether a file is the one that was issued and whether its seal is valid. The register is asked first.

Only our own keys, from the key register, are trusted. A seal is validated as of the time it was made, so that it
outlives its key.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from certification.register.models import CertificateFile, HolderPaper
from certification.register.paper_proofs import is_proven
from certification.sealing import foreign_pdfs
from certification.sealing.models import OfficialFile, SealKey
from certification.sealing.pdf_signatures import Signature, signatures
from core import clock


class Seal(models.TextChoices):
    """The status of a file's seal."""

    HOLDS = "holds", _("The seal holds and covers the whole file.")
    DOUBTED = "doubted", _("The seal holds. Its key has been replaced since, so the register alone decides.")
    NONE = "none", _("The file carries no seal of a training center.")
    BROKEN = "broken", _("The seal does not hold: the file was changed after it was sealed.")


@dataclass(frozen=True)
class Examination:
    """`file` is the issued or official file with exactly these bytes; `key` is the one that sealed it."""

    file: CertificateFile | OfficialFile | None
    seal: Seal
    key: SealKey | None = None
    # Whether it is, byte for byte, a paper sealed for its holder.
    is_of_holder: bool = False

    @property
    def is_official(self) -> bool:
        """Whether it is the officially signed file."""
        return isinstance(self.file, OfficialFile)


def examine(content: bytes, *, whose: int | None = None) -> Examination:
    """Examines bytes from any source; `whose` is the key of the waiting user.

    Takes up to seconds, so call it outside a transaction. Raises `RuleViolation` for a file that is too expensive to
    read.
    """
    digest = sha256(content).hexdigest()
    issued = _files().filter(sha256=digest).first()
    if issued:
        return _of_issued(issued, issued)
    official = OfficialFile.objects.filter(sha256=digest).select_related(*_WHOSE).defer(*_HEAVY).first()
    if official:
        # It starts with the issued file, whose seal it carries; the official signature covers both.
        return _of_issued(_files().get(certificate=official.certificate_id), official)
    paper = HolderPaper.objects.filter(sha256=digest, sealed_at__isnull=False).select_related("seal_key").first()
    if paper:
        seal = seal_of(bytes(paper.content), paper.seal_key, paper.sealed_at)
        return Examination(None, seal, paper.seal_key, is_of_holder=True)
    return _of_unknown(content, whose)


_WHOSE = ("certificate__batch__training_center", "certificate__enrollment__person")
_HEAVY = ("content", "certificate__snapshot")


def _files() -> QuerySet[CertificateFile]:
    return CertificateFile.objects.select_related("seal_key", *_WHOSE).defer("certificate__snapshot")


def _of_issued(issued: CertificateFile, file: CertificateFile | OfficialFile) -> Examination:
    return Examination(file, seal_of(bytes(issued.content), issued.seal_key, issued.sealed_at), issued.seal_key)


def _of_unknown(content: bytes, whose: int | None) -> Examination:
    """For a file we did not issue: whether it ever carried one of our seals."""
    for signature in foreign_pdfs.read(content, whose=whose).signatures:
        key = SealKey.objects.filter(fingerprint=signature.fingerprint).first()
        if key:
            at = signature.at or clock.now()
            trusted = foreign_pdfs.read(content, whose=whose, root=key.certificate, at=at).signatures
            return Examination(None, _judged(trusted, key, at), key)
    return Examination(None, Seal.NONE)


def seal_of(content: bytes, key: SealKey | None, at: datetime | None) -> Seal:
    """Whether one of our files carries one seal of this key, made at that time and covering the whole file."""
    if key is None or at is None:
        return Seal.NONE
    return _judged(signatures(content, root=key.certificate, at=at), key, at)


def _judged(signatures_found: list[Signature], key: SealKey, at: datetime) -> Seal:
    found = [one for one in signatures_found if one.fingerprint == key.fingerprint]
    if len(found) != 1 or not (found[0].holds and found[0].is_whole and found[0].is_trusted):
        return Seal.BROKEN
    # The key is in doubt from that moment; seals made before it are ours.
    return Seal.DOUBTED if key.doubted_since and at >= key.doubted_since else Seal.HOLDS


def broken_seals() -> Iterator[str]:
    """One sentence for each stored file with wrong bytes or an invalid seal."""
    files = CertificateFile.objects.select_related("certificate", "seal_key").defer("certificate__snapshot")
    # Small chunks: each row carries a whole PDF.
    for file in files.order_by("pk").iterator(50):
        content = bytes(file.content)
        if sha256(content).hexdigest() != file.sha256:
            yield f"{file.certificate}: the stored file is not the one that was made"
        if seal_of(content, file.seal_key, file.sealed_at) == Seal.BROKEN:
            yield f"{file.certificate}: its seal does not hold"
    papers = HolderPaper.objects.filter(sealed_at__isnull=False).select_related("seal_key")
    for paper in papers.order_by("pk").iterator(50):
        is_broken = seal_of(bytes(paper.content), paper.seal_key, paper.sealed_at) == Seal.BROKEN
        if is_broken:
            yield f"{paper}: its seal does not hold"
        if (paper.proof or is_broken) and not is_proven(paper):
            yield f"{paper}: the signer has not sealed these words"


def sealed_before() -> Iterator[str]:
    """One sentence for each paper with a seal that holds, made before the signer signed rows too."""
    papers = HolderPaper.objects.filter(sealed_at__isnull=False, proof="").select_related("seal_key")
    for paper in papers.order_by("pk").iterator(50):
        if seal_of(bytes(paper.content), paper.seal_key, paper.sealed_at) != Seal.BROKEN:
            yield f"{paper}: sealed before the signer signed its words, so its code is not known; print it again"
