"""Certificates from before: lists of them as a center has them, taken in and confirmed."""

from datetime import date

from certification.earlier_certificates import earlier_confirmation
from certification.earlier_certificates.earlier_import import KIND
from certification.earlier_certificates.models import EarlierCertificate
from core.exporting import as_xlsx
from inmates.imports import list_imports
from inmates.imports.models import ListImport
from tests.factories.certification import staff

HEADS = (
    "No",
    "No. Sertifikat",
    "Nama Peserta",
    "NIK",
    "Tempat Lahir",
    "Tanggal Lahir",
    "Program Pelatihan",
    "Tanggal Terbit",
    "Berlaku Sampai",
    "Unit Kompetensi",
    "SHA-256",
)
BORN, ISSUED = date(1995, 5, 17), date(2019, 11, 20)
NUMBER = "893/017/BLK/2019"


def row(number=NUMBER, name="Siti Rahmah", *, nik="", place="Rantau", born=BORN, program="Menjahit Pakaian", **more):
    """A row under HEADS."""
    last = [more.get(key, "") for key in ("until", "units", "sha256")]
    return (1, number, name, nik, place, born, program, more.get("issued", ISSUED), *last)


def earlier_file(*rows, heads=HEADS) -> bytes:
    """A list of certificates as a center keeps it."""
    return as_xlsx(heads, rows)


def mapped(data: bytes, *, by, kind=KIND, about=None) -> ListImport:
    """An import of the list whose columns are as recognized."""
    found = list_imports.receive(data, kind=kind, by=by, about=about)
    fields = list_imports.kind_of(found).table.fields
    mapping = {head["index"]: fields(head["field"]) for head in found.headers if head["field"]}
    return list_imports.map_columns(found, by=by, mapping=mapping)


def accepted(found: ListImport, *, by, rows=None, answers=None) -> ListImport:
    """The import with these rows stored, or with all that store something."""
    lines = list_imports.lines_of(found, by=by)
    rows = {line.row for line in list_imports.to_store(lines)} if rows is None else rows
    return list_imports.accept(found, by=by, seen=list_imports.seal_of(lines), rows=rows, answers=answers)


def recorded(center, *rows, by=None, answers=None) -> ListImport:
    """A list of these rows, stored and waiting for a second person."""
    by = by or staff(center, "certificate_officer")
    return accepted(mapped(earlier_file(*(rows or [row()])), by=by), by=by, answers=answers)


def confirmed(center, *rows, by=None, head=None, answers=None) -> list[EarlierCertificate]:
    """Certificates that a second person has confirmed, in the order of their rows."""
    found = recorded(center, *rows, by=by, answers=answers)
    waiting = earlier_confirmation.waiting_of(found)
    earlier_confirmation.decide(
        found,
        by=head or staff(center, "blk_head"),
        chosen={one.public_id for one in waiting},
        seen=earlier_confirmation.seal_of(waiting),
        accepts=True,
    )
    return list(EarlierCertificate.objects.filter(list_import=found).order_by("pk"))
