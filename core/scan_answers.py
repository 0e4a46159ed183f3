"""Scans as downloads, with our own name and type: an uploaded file never tells the browser what it is."""

from django.core.files.storage import Storage, default_storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

from core.scans import SCAN_TYPES


def scan_answer(scan: FieldFile, *, name: str) -> FileResponse:
    """The scan as an attachment; raises Http404 if there is none."""
    return stored_answer(scan.name or "", name=name, storage=scan.storage)


def stored_answer(stored: str, *, name: str, storage: Storage = default_storage) -> FileResponse:
    """The same for a scan given by its name in private storage."""
    kind = stored.rpartition(".")[2]
    if kind not in SCAN_TYPES or not storage.exists(stored):
        raise Http404
    file = storage.open(stored, "rb")
    return FileResponse(file, as_attachment=True, filename=f"{name}.{kind}", content_type=SCAN_TYPES[kind])
