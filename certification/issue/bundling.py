"""Many certificates in one file, for the printer or as an archive; in the background where there are many.

The kept bytes of each certificate go into it unchanged. A whole class is put together part by part, so that progress
shows and a killed worker has lost no more than one part.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pikepdf
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from certification.models import CopyBundle, PrintRecord
from core import clock, due, jobs
from core.models import Job, JobItem

JOB = "certificate.bundle"
Form = CopyBundle.Form
WHOLE = 0
# So many are put together while the browser waits.
AT_ONCE = 30
PART = 20
KEPT = timedelta(days=1)
LONGEST_NAME = 60


def is_large(run: UUID) -> bool:
    """Whether a run is put together in the background."""
    return _records(run).count() > AT_ONCE


def start(run: UUID, form: str, *, by: User, result_url: str) -> Job:
    """Puts the copies of that run together as a job, part by part; the result can be fetched for a day."""
    records = list(_records(run).select_related("certificate"))
    parts = [records[at : at + PART] for at in range(0, len(records), PART)]
    labels = [f"{part[0].certificate.number_text} – {part[-1].certificate.number_text}" for part in parts]
    items = [(label, str(position)) for position, label in enumerate(labels, 1)]
    title = _("Print file of certificates") if form == Form.MERGED else _("Archive of certificates")
    return jobs.start(
        JOB,
        by=by,
        title=title,
        items=[*items, (_("Put together"), str(WHOLE))],
        parameters={"run": str(run), "form": form},
        result_url=result_url,
    )


@jobs.handler(JOB)
def _do_item(job: Job, item: JobItem) -> None:
    run, form, position = UUID(job.parameters["run"]), Form(job.parameters["form"]), int(item.reference)
    parts = CopyBundle.objects.filter(run=run, form=form).exclude(position=WHOLE)
    if position == WHOLE:
        content = JOINED[form](bytes(part) for part in parts.order_by("position").values_list("content", flat=True))
    else:
        content = MADE[form](with_files(_records(run)[PART * (position - 1) : PART * position]))
    with transaction.atomic():
        # A part that was made before its job broke is there already, and both are equal.
        CopyBundle.objects.get_or_create(run=run, form=form, position=position, defaults={"content": content})
        if position == WHOLE:
            parts.delete()


def bytes_of(run: UUID, form: str, records: QuerySet[PrintRecord]) -> bytes:
    """The file of the run as its job made it, or made now."""
    kept = CopyBundle.objects.filter(run=run, form=form, position=WHOLE).first()
    return bytes(kept.content) if kept else MADE[Form(form)](with_files(records))


@due.register
def forget_old() -> int:
    """Deletes what was put together more than a day ago; it can be made again from the kept files."""
    return CopyBundle.objects.filter(made_at__lt=clock.now() - KEPT).delete()[0]


def with_files(records: QuerySet[PrintRecord]) -> list[PrintRecord]:
    """The records in the order in which the copies were taken, with the kept bytes and the printed name."""
    found = records.select_related("certificate__file").defer("certificate__snapshot")
    printed_name = KeyTextTransform("name", KeyTransform("holder", "certificate__snapshot"))
    return list(found.annotate(printed_name=printed_name))


def _records(run: UUID) -> QuerySet[PrintRecord]:
    return PrintRecord.objects.filter(run=run).order_by("pk")


def merged(records: Sequence[PrintRecord]) -> bytes:
    """One file for the printer with all certificates one after another."""
    return _one_after_another(bytes(record.certificate.file.content) for record in records)


def _one_after_another(files: Iterable[bytes]) -> bytes:
    with pikepdf.new() as whole:
        for content in files:
            with pikepdf.open(io.BytesIO(content)) as one:
                for page in one.pages:
                    # A seal belongs to the single file; on what is joined for the printer it would be a broken one.
                    if "/Annots" in page:
                        del page["/Annots"]
                whole.pages.extend(one.pages)
        result = io.BytesIO()
        # The same certificates give the same bytes, so that a second download can be compared with the first.
        whole.save(result, deterministic_id=True)
        return result.getvalue()


def archive(records: Sequence[PrintRecord]) -> bytes:
    """The kept files, byte for byte, each under a name of its own."""
    return _archive((entry_name(record), bytes(record.certificate.file.content)) for record in records)


def _joined_archives(parts: Iterable[bytes]) -> bytes:
    return _archive(entry for part in parts for entry in _entries(part))


def _entries(content: bytes) -> Iterable[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as one:
        yield from ((name, one.read(name)) for name in one.namelist())


def _archive(entries: Iterable[tuple[str, bytes]]) -> bytes:
    result, taken = io.BytesIO(), set[str]()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_STORED) as whole:
        for name, content in entries:
            apart = _apart(name, taken)
            # A fixed time: the archive tells nothing but its content.
            whole.writestr(zipfile.ZipInfo(apart), content)
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


MADE = {Form.MERGED: merged, Form.ARCHIVE: archive}
JOINED = {Form.MERGED: _one_after_another, Form.ARCHIVE: _joined_archives}
