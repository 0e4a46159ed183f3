"""Scans of papers: made bare of all that is not drawn, kept in private storage under our own names."""

from base64 import b64decode
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import replace
from typing import NewType

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from core import pdf_flaws
from core.apart import reading
from core.apart.limits import MEGABYTE, Ended
from core.apart.refusals import blocker
from core.errors import Blocker, RuleViolation, refuse_if
from core.picture_recipes import Flaw, Place, Recipe
from core.pictures import redrawn

# The content of a scan that `read` has made bare. Rules take no other.
Scan = NewType("Scan", bytes)

MOST_SCAN_BYTES = 10 * MEGABYTE
# The first bytes of each kind; a file name proves nothing.
SCAN_HEADS = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}
SCAN_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
# A sheet of A4 at 600 dots per inch has 4960 by 7016.
RECIPE = Recipe((7100, 7100), Place.NEVER_LARGER, most_megabytes=10)
# Drawn anew, a picture that was pressed hard may need more room than it had.
QUALITIES = (88, 75, 55)
# The name of the field that takes a scan, in every form.
FIELD = "scan"


def scan_kind(content: bytes) -> str:
    """The kind by its first bytes: "pdf", "jpg" or "png"; empty for anything else."""
    return next((kind for kind, head in SCAN_HEADS.items() if content.startswith(head)), "")


def scan_blockers(content: bytes) -> list[Blocker]:
    """Reasons why a file cannot be a scan, by its size and its first bytes."""
    if len(content) > MOST_SCAN_BYTES:
        return [Blocker("too_large", _("The scan is larger than 10 MB. Scan it in fewer dots per inch."))]
    if not scan_kind(content):
        return [Blocker("wrong_kind", _("The file is not a PDF, JPEG or PNG. Scan the document in one of these."))]
    return []


def read(content: bytes, *, whose: int | None = None) -> Scan:
    """The uploaded file as a scan: a PDF of bare pages, or a JPEG drawn anew; the same bytes each time.

    Neither holds programs, forms, files, links or notes of a camera. An electronically signed PDF stays as it is, and
    is refused if anything in it acts. Takes up to seconds in a separate process: not within a transaction. `whose` is
    the key of the waiting user. Raises `RuleViolation`.
    """
    refuse_if(scan_blockers(content))
    if scan_kind(content) != "pdf":
        return _drawn(content, whose)
    try:
        answer = reading.answer("core.pdf_cleaning", content, limits=pdf_flaws.LIMITS, whose=whose)
    except Ended as ended:
        text = _("The PDF takes too much time or memory to read. Scan the paper again, in fewer dots per inch.")
        raise RuleViolation(blocker(ended, too_heavy=text)) from None
    if "flaw" in answer:
        raise RuleViolation(Blocker(answer["flaw"], _sentence(answer["flaw"])))
    return Scan(b64decode(answer["pdf"]))


def read_ahead(files: Mapping[str, UploadedFile]) -> None:
    """Reads the scan among uploaded files, if there is one, before the transaction of its form begins."""
    if file := files.get(FIELD):
        outcome = Future[Scan]()
        file.outcome = outcome  # type: ignore[attr-defined]  # for `of_upload`
        try:
            outcome.set_result(_of(file))
        except RuleViolation as refused:
            outcome.set_exception(refused)


def of_upload(file: UploadedFile) -> Scan:
    """The uploaded file as a scan, read ahead where it was. Raises `RuleViolation`."""
    outcome: Future[Scan] | None = getattr(file, "outcome", None)
    return outcome.result() if outcome else _of(file)


def _of(file: UploadedFile) -> Scan:
    # One byte over the limit tells that a file is too large.
    return read(file.read(MOST_SCAN_BYTES + 1), whose=getattr(file, "sent_by", None))


def _drawn(content: bytes, whose: int | None) -> Scan:
    for quality in QUALITIES:
        try:
            drawn = redrawn(content, replace(RECIPE, quality=quality), whose=whose)
        except RuleViolation as refused:
            if [reason.code for reason in refused.reasons] != [Flaw.UNREADABLE]:
                raise
            # Other pictures may be of kinds that a scan may not.
            text = _("The picture cannot be read. Scan the paper again as PDF, JPEG or PNG.")
            raise RuleViolation(Blocker(Flaw.UNREADABLE, text)) from None
        if len(drawn) <= MOST_SCAN_BYTES:
            break
    return Scan(drawn)


def keep_scan(path: str, content: Scan) -> str:
    """Stores a scan under `path` plus its extension; returns the stored name."""
    return default_storage.save(f"{path}.{scan_kind(content)}", ContentFile(content))


def _sentence(flaw: str) -> str:
    if flaw == pdf_flaws.Flaw.LOCKED:
        return _("The PDF is locked by a password. Save it without one, or scan the paper again.")
    if flaw == pdf_flaws.Flaw.ACTS:
        return _("The PDF holds a program or another file. Print it and scan the paper, then send that.")
    return _("The PDF cannot be read. Open it, print it anew as a PDF and send that.")
