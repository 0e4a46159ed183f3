"""Scans of papers: known by their first bytes, kept in private storage under names of our own."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from core.errors import Blocker

MOST_SCAN_BYTES = 10 * 1024 * 1024
# What a file of each kind begins with; a name alone says nothing.
SCAN_HEADS = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}
SCAN_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}


def scan_kind(content: bytes) -> str:
    """By the first bytes: "pdf", "jpg" or "png"; empty for anything else."""
    return next((kind for kind, head in SCAN_HEADS.items() if content.startswith(head)), "")


def scan_blockers(content: bytes) -> list[Blocker]:
    """Why a file cannot be kept as a scan."""
    if len(content) > MOST_SCAN_BYTES:
        return [Blocker("too_large", _("The scan is larger than 10 MB. Scan it in fewer dots per inch."))]
    if not scan_kind(content):
        return [Blocker("wrong_kind", _("The file is not a PDF, JPEG or PNG. Scan the document in one of these."))]
    return []


def keep_scan(path: str, content: bytes) -> str:
    """Stores a scan that `scan_blockers` let pass under `path` with the ending of its kind; returns its name."""
    return default_storage.save(f"{path}.{scan_kind(content)}", ContentFile(content))
