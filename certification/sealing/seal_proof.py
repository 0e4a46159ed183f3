"""The proof of all seals and official signatures of kept files."""

from dataclasses import dataclass

from certification.register.models import CertificateFile
from certification.sealing.file_examination import broken_seals
from certification.sealing.models import OfficialFile
from certification.sealing.official_files import signature_findings


@dataclass(frozen=True)
class SealProof:
    """A sentence for each seal that does not hold, and for each file that could not be read; what was looked at."""

    broken: list[str]
    unread: list[str]
    says: str

    @property
    def faults(self) -> list[str]:
        """All that somebody has to look at."""
        return [*self.broken, *self.unread]


def prove() -> SealProof:
    """Verifies every kept file by the keys that the register knows."""
    official = list(signature_findings())
    broken = [*broken_seals(), *(finding.text for finding in official if finding.is_read)]
    unread = [finding.text for finding in official if not finding.is_read]
    sealed = CertificateFile.objects.filter(seal_key__isnull=False).count()
    bare, signed = CertificateFile.objects.filter(seal_key__isnull=True).count(), OfficialFile.objects.count()
    says = f"{sealed} sealed files, each seal holds; {bare} without a seal, {signed} signed officially."
    return SealProof(broken, unread, says)
