"""Many certificates in one file, for the printer or as an archive, with the kept bytes of each unchanged.

Put together while the browser waits: two hundred take about a second.
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
    """The records in the order in which the copies were taken, with the kept bytes and the printed name."""
    found = records.select_related("certificate__file").defer("certificate__snapshot")
    printed_name = KeyTextTransform("name", KeyTransform("holder", "certificate__snapshot"))
    return list(found.annotate(printed_name=printed_name))


def merged(records: Sequence[PrintRecord]) -> bytes:
    """One file for the printer with all certificates one after another, each beginning on a sheet of its own."""
    with pikepdf.new() as whole:
        for record in records:
            with pikepdf.open(io.BytesIO(bytes(record.certificate.file.content))) as one:
                for page in one.pages:
                    # A seal belongs to the single file; on what is joined for the printer it would be a broken one.
                    if "/Annots" in page:
                        del page["/Annots"]
                whole.pages.extend(one.pages)
                if len(one.pages) % 2:
                    # Printed on both sides: else the next front would stand on the back of this one.
                    _left, _bottom, width, height = one.pages[-1].mediabox
                    whole.add_blank_page(page_size=(float(width), float(height)))
        result = io.BytesIO()
        # The same certificates give the same bytes, so that a second download can be compared with the first.
        whole.save(result, deterministic_id=True)
        return result.getvalue()


def archive(records: Sequence[PrintRecord]) -> bytes:
    """The kept files, byte for byte, each under a name of its own."""
    result, taken = io.BytesIO(), set[str]()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_STORED) as whole:
        for record in records:
            # A fixed time: the archive tells nothing but its content.
            entry = zipfile.ZipInfo(_apart(entry_name(record), taken))
            whole.writestr(entry, bytes(record.certificate.file.content))
    return result.getvalue()


def _apart(name: str, taken: set[str]) -> str:
    """The name, with a count where one that a computer takes for the same is there already."""
    stem, count, found = name.removesuffix(".pdf"), 1, name
    while found.casefold() in taken:
        count += 1
        found = f"{stem}-{count}.pdf"
    taken.add(found.casefold())
    return found


def entry_name(record: Any) -> str:
    """Number and printed name of the holder: no two are alike, and none tells a class, a place or custody."""
    number = "".join(char if char.isalnum() else "-" for char in record.certificate.number_text)
    # In letters that every computer can write, whatever the name is written with; the number alone tells enough.
    name = slugify(record.printed_name or "")[:LONGEST_NAME]
    return f"{number}_{name}.pdf" if name else f"{number}.pdf"
