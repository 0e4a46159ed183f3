"""Scans as downloads, under a name and type of ours: a file that was uploaded never tells the browser what it is."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

from programs.scans import SCAN_TYPES


def scan_answer(scan: FieldFile, *, name: str) -> FileResponse:
    """The scan as an attachment; 404 when there is none."""
    kind = scan.name.rpartition(".")[2] if scan else ""
    if kind not in SCAN_TYPES or not scan.storage.exists(scan.name):
        raise Http404
    return FileResponse(scan.open("rb"), as_attachment=True, filename=f"{name}.{kind}", content_type=SCAN_TYPES[kind])
