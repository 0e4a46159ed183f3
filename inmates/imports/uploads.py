"""Uploads a spreadsheet: reads, maps and compares it with stored data. People are not changed here.

Only known columns of the file are kept, encrypted, until the import is settled; a NIK in the rows is encrypted
separately.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Facility, User
from core import access, audit, clock, crypto, jobs
from core.errors import Blocker, refuse_if
from core.lanes import Lane
from core.models import Job, JobItem
from inmates.custody.models.stays import RegisterNumber
from inmates.imports import kept_lists, list_comparison
from inmates.imports.kept_lists import Upload
from inmates.imports.list_comparison import CHUNK, Comparison
from inmates.imports.models import ColumnMapping, ImportRow, SpreadsheetImport
from inmates.imports.reading import CUSTODY, REQUIRED, Column, Field, Record, parse
from inmates.imports.reading.lists import Choice
from inmates.imports.rejected_rows import rejected_rows
from inmates.people.models import Person
from inmates.people.names import name_sort

State = SpreadsheetImport.State
Kind = ImportRow.Kind
COMPARE = "inmates.compare"
UNSETTLED = (State.MAPPING, State.COMPARING, State.COMPARED)


def read(
    data: bytes, *, facility: Facility, by: User | None, mapping: Mapping[int, Field] | None = None, sheet: str = ""
) -> Upload[Field]:
    """The lists in the file, with columns as this facility mapped such headers before; or a single list, as mapped by
    `mapping`.

    May take seconds, so call it outside a transaction. Raises ImportRefused with the message for the user.
    """
    columns = mapping if mapping is not None else _as_before(facility)
    return kept_lists.read(data, CUSTODY, mapping=columns, sheet=sheet, whose=by.pk if by else None)


@transaction.atomic
def receive(file: bytes | Upload[Field], *, facility: Facility, by: User | None) -> SpreadsheetImport:
    """Creates an import whose columns are to be confirmed. Bytes are read as in `read`, for callers that block nobody.

    The file itself is not kept. Raises ImportRefused with the message for the user.
    """
    upload = read(file, facility=facility, by=by) if isinstance(file, bytes) else file
    spreadsheet_import = SpreadsheetImport(facility=facility, created_by=by, file_sha256=upload.sha256)
    kept_lists.keep(spreadsheet_import, upload.workbook.tables, CUSTODY, left=upload.workbook.left)
    spreadsheet_import.save()
    audit.record("import.receive", by=by, target=spreadsheet_import, rows=len(upload.table.rows))
    return spreadsheet_import


def _as_before(facility: Facility) -> Choice[Field]:
    """Maps columns as this facility mapped such headers before, if that covers the required fields."""
    known = dict(ColumnMapping.objects.filter(facility=facility).values_list("head", "field"))

    def choose(columns: tuple[Column[Field], ...]) -> dict[int, Field] | None:
        mapping = _remembered(columns, known)
        return mapping if set(REQUIRED) <= set(mapping.values()) else None

    return choose


def _remembered(columns: tuple[Column[Field], ...], known: Mapping[str, str]) -> dict[int, Field]:
    """Remembered choices first, then proposals for the other columns whose field is still free."""
    chosen: dict[int, Field] = {}
    for column in columns:
        field = known.get(column.text)
        if field and field not in chosen.values():
            chosen[column.index] = Field(field)
    proposed = {c.index: c.field for c in columns if c.field and c.text not in known}
    return {**{i: f for i, f in proposed.items() if f not in chosen.values()}, **chosen}


def samples(spreadsheet_import: SpreadsheetImport) -> dict[int, list[str]]:
    """The first filled cells of each kept column, by index; anything resembling a NIK is hidden."""
    today = clock.today(spreadsheet_import.facility.time_zone)
    texts = kept_lists.samples(spreadsheet_import, CUSTODY, today=today)
    names = {name_sort(text) for some in texts.values() for text in some} - {""}
    known = Person.objects.filter(facility=spreadsheet_import.facility_id, name_sort__in=names)
    access.shown(*known.values_list("pk", flat=True))
    return texts


def mapping_blockers(
    spreadsheet_import: SpreadsheetImport, mapping: Mapping[int, Field], *, file: Upload[Field] | None = None
) -> list[Blocker]:
    """Reasons why the columns cannot be mapped this way: already settled, a field missing or duplicated, content not
    kept.
    """
    blockers = []
    if spreadsheet_import.state not in UNSETTLED or spreadsheet_import.is_being_worked_on:
        blockers.append(Blocker("settled", gettext_lazy("This import is being worked on or is settled already.")))
    reasons = kept_lists.choice_blockers(mapping, CUSTODY)
    return [*blockers, *reasons, *kept_lists.content_blockers(spreadsheet_import, mapping, file)]


@transaction.atomic
def map_columns(
    spreadsheet_import: SpreadsheetImport,
    *,
    by: User | None,
    mapping: Mapping[int, Field],
    file: Upload[Field] | None = None,
    in_background: bool = True,
) -> SpreadsheetImport:
    """Confirms the meaning of each column (index to field) and compares the rows with stored data.

    `file` is the same file again, read with this mapping; it is needed only for a column that was dropped. More than
    CHUNK rows are compared in a job unless `in_background` is false. Corrected headers are remembered for the facility.
    """
    found = SpreadsheetImport.objects.select_for_update(of=["self"]).select_related("facility", "job")
    spreadsheet_import = found.get(pk=spreadsheet_import.pk)
    refuse_if(mapping_blockers(spreadsheet_import, mapping, file=file))
    _remember(spreadsheet_import, mapping)
    kept_lists.assign(spreadsheet_import, mapping, CUSTODY, file=file)
    # Columns may be mapped any number of times; each time the comparison starts over.
    spreadsheet_import.rows.all().delete()
    spreadsheet_import.state = State.COMPARING
    spreadsheet_import.save()
    audit.record("import.map", by=by, target=spreadsheet_import, columns=len(mapping))
    _start(spreadsheet_import, by if in_background else None)
    return spreadsheet_import


def _remember(spreadsheet_import: SpreadsheetImport, mapping: Mapping[int, Field]) -> None:
    for head in spreadsheet_import.headers:
        field = mapping.get(head["index"], "")
        if head["text"] and field != head["field"]:
            ColumnMapping.objects.update_or_create(
                facility=spreadsheet_import.facility, head=head["text"], defaults={"field": field}
            )


def _start(spreadsheet_import: SpreadsheetImport, by: User | None) -> None:
    parts = list(_parts(spreadsheet_import.sheet_rows))
    # Three parts mean one chunk of rows: it would finish before a progress page could be shown.
    if by is None or len(parts) <= 3:
        for _label, reference in parts:
            _do_part(spreadsheet_import, reference)
        return
    spreadsheet_import.job = jobs.start(
        COMPARE,
        by=by,
        title=_("Compare a spreadsheet with the stored data"),
        items=parts,
        parameters={"import": spreadsheet_import.pk},
        result_url=f"/warga-binaan/impor/{spreadsheet_import.public_id}/",
    )
    spreadsheet_import.save(update_fields=["job"])


def _parts(rows: int) -> Iterator[tuple[str, str]]:
    yield _("Read the rows"), "read"
    yield from chunk_labels(rows)
    yield _("Find people who are not in the file"), "finish"


def chunk_labels(rows: int) -> Iterator[tuple[str, str]]:
    """Label and reference of each chunk of a list with this many rows."""
    for start in range(0, max(rows, 1), CHUNK):
        text = _("Compare rows %(first)s to %(last)s")
        yield text % {"first": start + 1, "last": min(start + CHUNK, rows)}, "compare"


@jobs.handler(COMPARE, Lane.LONG)
def compare_part(job: Job, item: JobItem) -> None:
    """Runs one part of an import's comparison."""
    _do_part(SpreadsheetImport.objects.select_related("facility").get(pk=job.parameters["import"]), item.reference)


def _do_part(spreadsheet_import: SpreadsheetImport, reference: str) -> None:
    {"read": _read_rows, "compare": _compare_next, "finish": _finish}[reference](spreadsheet_import)


def _read_rows(spreadsheet_import: SpreadsheetImport) -> None:
    table = kept_lists.kept(spreadsheet_import, CUSTODY)[0]
    reading = parse(table, today=clock.today(spreadsheet_import.facility.time_zone))
    warnings: dict[int, list[str]] = {}
    for warning in reading.warnings:
        warnings.setdefault(warning.row, []).append(warning.code.value)
    rows = [
        ImportRow(
            spreadsheet_import=spreadsheet_import,
            sheet_row=record.row,
            kind=Kind.READ,
            name=record.name,
            register_key=record.register_key,
            values=sealed_values(spreadsheet_import, record),
            warnings=warnings.get(record.row, []),
        )
        for record in reading.records
    ]
    ImportRow.objects.bulk_create([*rows, *rejected_rows(spreadsheet_import, table, reading)], batch_size=CHUNK)
    spreadsheet_import.fields = sorted(reading.fields)
    spreadsheet_import.save(update_fields=["fields"])


def _compare_next(spreadsheet_import: SpreadsheetImport) -> None:
    # Whatever is not compared yet, in order: a part of a job may run twice.
    rows = list(spreadsheet_import.rows.filter(kind=Kind.READ).order_by("sheet_row")[:CHUNK])
    for row, comparison in zip(rows, compare_rows(spreadsheet_import, rows), strict=True):
        row.kind = comparison.kind
        row.person = comparison.person
        row.changes = comparison.changes
        row.warnings = [*row.warnings, *(doubt.value for doubt in comparison.doubts)]
        row.is_chosen = comparison.is_chosen
    ImportRow.objects.bulk_update(rows, ["kind", "person", "changes", "warnings", "is_chosen"])


def compare_rows(spreadsheet_import: SpreadsheetImport, rows: list[ImportRow]) -> list[Comparison]:
    """Compares at most CHUNK rows of the import, in order, with what is stored now."""
    # A person matched by an earlier row is taken: two rows never become one person.
    earlier = spreadsheet_import.rows.filter(person__isnull=False)
    if rows:
        earlier = earlier.filter(sheet_row__lt=rows[0].sheet_row)

    def taken_numbers(keys: set[str]) -> set[str]:
        return set(spreadsheet_import.rows.filter(register_key__in=keys).values_list("register_key", flat=True))

    return list_comparison.compare(
        spreadsheet_import.facility,
        [opened_record(spreadsheet_import, row) for row in rows],
        fields=spreadsheet_import.fields,
        taken_numbers=taken_numbers,
        claimed=earlier.values_list("person", flat=True),
    )


def _finish(spreadsheet_import: SpreadsheetImport) -> None:
    # The last part of a job may run twice.
    spreadsheet_import.rows.filter(kind=Kind.MISSING).delete()
    # Rejected rows too: a person in the file with a faulty row is not missing.
    in_file = spreadsheet_import.rows.exclude(register_key="").values("register_key")
    named = RegisterNumber.objects.open().filter(facility=spreadsheet_import.facility, number_key__in=in_file)
    found = spreadsheet_import.rows.filter(person__isnull=False).values("person")
    missing = list_comparison.missing_people(spreadsheet_import.facility, found=found)
    ImportRow.objects.bulk_create(
        [
            ImportRow(
                spreadsheet_import=spreadsheet_import,
                kind=Kind.MISSING,
                person=person,
                name=person.full_name,
                is_chosen=False,
            )
            for person in missing.exclude(pk__in=named.values("person")).order_by("name_sort", "pk")
        ],
        batch_size=CHUNK,
    )
    kinds = Counter(spreadsheet_import.rows.values_list("kind", flat=True))
    codes = Counter(code for found in spreadsheet_import.rows.values_list("warnings", flat=True) for code in found)
    spreadsheet_import.counts = {kind.value: kinds[kind.value] for kind in Kind if kind is not Kind.READ}
    spreadsheet_import.warnings = [{"code": code, "count": count} for code, count in sorted(codes.items())]
    spreadsheet_import.state = State.COMPARED
    spreadsheet_import.save(update_fields=["counts", "warnings", "state"])


def _nik_context(spreadsheet_import: SpreadsheetImport, row: int) -> str:
    # Bound to import and row: a sealed number copied to another row cannot be decrypted.
    return f"inmates.importrow.nik:{spreadsheet_import.public_id}:{row}"


def sealed_values(spreadsheet_import: SpreadsheetImport, record: Record) -> dict:
    """The values of a record as stored in its row, with the NIK sealed."""
    values = record.as_values()
    if record.nik:
        values["nik"] = crypto.encrypt(record.nik, context=_nik_context(spreadsheet_import, record.row))
    return values


def opened_record(spreadsheet_import: SpreadsheetImport, row: ImportRow) -> Record:
    """Restores a record from `sealed_values`."""
    values = dict(row.values)
    if values["nik"]:
        values["nik"] = crypto.decrypt(values["nik"], context=_nik_context(spreadsheet_import, values["row"]))
    return Record.from_values(values)


crypto.declare_passing("inmates.ImportRow", "values__nik")
