"""Scans of papers: recognized by their first bytes, kept in private storage under our own names."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from core.errors import Blocker

MOST_SCAN_BYTES = 10 * 1024 * 1024
# The first bytes of each kind; a file name proves nothing.
SCAN_HEADS = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}
SCAN_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}


def scan_kind(content: bytes) -> str:
    """The kind by its first bytes: "pdf", "jpg" or "png"; empty for anything else."""
    return next((kind for kind, head in SCAN_HEADS.items() if content.startswith(head)), "")


def scan_blockers(content: bytes) -> list[Blocker]:
    """Reasons why a file cannot be kept as a scan."""
    if len(content) > MOST_SCAN_BYTES:
        return [Blocker("too_large", _("The scan is larger than 10 MB. Scan it in fewer dots per inch."))]
    if not scan_kind(content):
        return [Blocker("wrong_kind", _("The file is not a PDF, JPEG or PNG. Scan the document in one of these."))]
    return []


def keep_scan(path: str, content: bytes) -> str:
    """Stores a scan accepted by `scan_blockers` under `path` plus its extension; returns the stored name."""
    return default_storage.save(f"{path}.{scan_kind(content)}", ContentFile(content))
