"""Combines many certificates into one file for printing or download, keeping each stored file's content unchanged.

Built during the request: two hundred take about a second.
"""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import pikepdf
from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.utils.text import slugify

from certification.register.models import PrintRecord

LONGEST_NAME = 60


def with_files(records: QuerySet[PrintRecord]) -> list[PrintRecord]:
    """The records in the order the copies were taken, with stored file and printed name."""
    found = records.select_related("certificate__file", "certificate__enrollment").defer("certificate__snapshot")
    printed_name = KeyTextTransform("name", KeyTransform("holder", "certificate__snapshot"))
    return list(found.annotate(printed_name=printed_name))


def name_of(records: Sequence[PrintRecord]) -> str:
    """What a file of all these is called; papers of attendance are never called certificates."""
    is_of_attendance = any(record.certificate.is_of_attendance for record in records)
    return "surat-keterangan" if is_of_attendance else "sertifikat"


def merged(records: Sequence[PrintRecord]) -> bytes:
    """One PDF for printing all certificates, each starting on a new sheet."""
    with pikepdf.new() as whole:
        for record in records:
            with pikepdf.open(io.BytesIO(bytes(record.certificate.file.content))) as one:
                for page in one.pages:
                    # A seal applies to a single file; in a merged one it would show as broken.
                    if "/Annots" in page:
                        del page["/Annots"]
                whole.pages.extend(one.pages)
                if len(one.pages) % 2:
                    # For duplex printing: otherwise the next front would be on the back of this one.
                    _left, _bottom, width, height = one.pages[-1].mediabox
                    whole.add_blank_page(page_size=(float(width), float(height)))
        result = io.BytesIO()
        # Deterministic, so that a second download can be compared with the first.
        whole.save(result, deterministic_id=True)
        return result.getvalue()


def archive(records: Sequence[PrintRecord]) -> bytes:
    """The stored files, byte for byte, each under its own name."""
    result, taken = io.BytesIO(), set[str]()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_STORED) as whole:
        for record in records:
            # A fixed time, so that the archive depends on its content alone.
            entry = zipfile.ZipInfo(_apart(entry_name(record), taken))
            whole.writestr(entry, bytes(record.certificate.file.content))
    return result.getvalue()


def _apart(name: str, taken: set[str]) -> str:
    """The name, numbered if a file system would take it for one already used."""
    stem, count, found = name.removesuffix(".pdf"), 1, name
    while found.casefold() in taken:
        count += 1
        found = f"{stem}-{count}.pdf"
    taken.add(found.casefold())
    return found


def entry_name(record: Any) -> str:
    """Number and printed name of the holder: unique, and revealing neither class nor place nor custody."""
    number = "".join(char if char.isalnum() else "-" for char in record.certificate.number_text)
    # ASCII letters for any computer; if nothing of the name remains, the number is enough.
    name = slugify(record.printed_name or "")[:LONGEST_NAME]
    return f"{number}_{name}.pdf" if name else f"{number}.pdf"
