"""Takes in a list of a training center: upload, columns, comparison, acceptance of what was shown, and undoing it.

The file is not stored. Its known columns are kept encrypted until the list is accepted or discarded. What the list is
about, `list_kinds` tells.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock, crypto
from core.errors import Blocker, refuse_if
from inmates.imports import kept_lists, rows_left_out, sheet_choice
from inmates.imports.acceptance import served
from inmates.imports.kept_lists import Upload
from inmates.imports.list_kinds import KINDS, Chosen, Effect, Line, OfficeList, Stored, TakenRow, overtaken
from inmates.imports.models import ListImport, ListImportRow

State = ListImport.State
STORED = (Effect.NEW, Effect.CHANGED)
Mapped = Mapping[int, TextChoices]


def kind_of(found: ListImport) -> OfficeList:
    """How this list is read, compared and stored."""
    return KINDS[found.kind]


def read(data: bytes, *, kind: str, by: User, mapping: Mapped | None = None, sheet: str = "") -> Upload[Any]:
    """The lists in the file. Takes up to seconds, so call it outside a transaction. Raises `RuleViolation`."""
    return kept_lists.read(data, KINDS[kind].table, mapping=mapping, sheet=sheet, whose=by.pk)


@transaction.atomic
def receive(file: bytes | Upload[Any], *, kind: str, by: User, about: UUID | None = None) -> ListImport:
    """A new import with columns to be confirmed. Raises `RuleViolation`, for an unreadable file too.

    Accepts bytes, which are read as by `read`, for callers that keep no user waiting.
    """
    made = ListImport(kind=kind, training_center=by.training_center, about=about, created_by=by)
    refuse_if(KINDS[kind].blockers(made, by))
    upload = read(file, kind=kind, by=by) if isinstance(file, bytes) else file
    made.file_sha256 = upload.sha256
    kept_lists.keep(made, upload.workbook.tables, KINDS[kind].table, left=upload.workbook.left)
    made.save()
    audit.record("list_import.receive", by=by, target=made, kind=kind, rows=len(upload.table.rows))
    return made


def open_blockers(found: ListImport, *, by: User) -> list[Blocker]:
    """Why `by` can do nothing further with this list: not theirs to take in, or settled already."""
    reasons = kind_of(found).blockers(found, by)
    if not found.is_open:
        reasons.append(Blocker("settled", _("This import is settled already. Upload the file again.")))
    return reasons


@transaction.atomic
def choose_sheet(found: ListImport, *, by: User, name: str) -> ListImport:
    """Switches to the list on that sheet; its columns then need confirmation. Raises `RuleViolation`."""
    found = _locked(found)
    refuse_if(open_blockers(found, by=by) or sheet_choice.list_blockers(found, name))
    sheet_choice.put_first(found, name, kind_of(found).table)
    found.state = State.MAPPING
    found.save()
    audit.record("list_import.choose_sheet", by=by, target=found, rows=found.sheet_rows)
    return found


@transaction.atomic
def map_columns(found: ListImport, *, by: User, mapping: Mapped, file: Upload[Any] | None = None) -> ListImport:
    """Confirms the field of each column by index; unassigned columns are dropped. Raises `RuleViolation`.

    `file` is the same file again, read with this mapping; it is needed only for a column that was dropped.
    """
    found = _locked(found)
    kind = kind_of(found).table
    reasons = [*open_blockers(found, by=by), *kept_lists.choice_blockers(mapping, kind)]
    refuse_if([*reasons, *kept_lists.content_blockers(found, mapping, file)])
    kept_lists.assign(found, mapping, kind, file=file)
    found.state = State.COMPARED
    found.save()
    audit.record("list_import.map", by=by, target=found, columns=len(mapping))
    return found


def samples(found: ListImport) -> dict[int, list[str]]:
    """The first filled cells of each kept column, by index; anything resembling a NIK is hidden."""
    today = clock.today(found.training_center.time_zone)
    return kept_lists.samples(found, kind_of(found).table, today=today)


def lines_of(found: ListImport, *, by: User) -> list[Line]:
    """What each row would do now; none before its columns are confirmed, or once it is settled. Writes nothing."""
    if found.state != State.COMPARED:
        return []
    kind = kind_of(found)
    return kind.compare(found, kept_lists.kept(found, kind.table)[0], by)


def to_store(lines: Collection[Line]) -> list[Line]:
    """Lines that would store something."""
    return [line for line in lines if line.effect in STORED]


def seal_of(lines: Collection[Line]) -> str:
    """A digest of all that would be stored, to ensure that what is accepted is what was shown."""
    said = [
        [line.row, line.effect.value, line.changes, line.question.choices if line.question else ()]
        for line in to_store(lines)
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def counts_of(lines: Collection[Line]) -> dict[str, int]:
    """Number of lines of each effect."""
    found = Counter(line.effect.value for line in lines)
    return {effect.value: found[effect.value] for effect in Effect}


def accept_blockers(found: ListImport, lines: Collection[Line], *, by: User) -> list[Blocker]:
    """Why nothing can be accepted."""
    reasons = kind_of(found).blockers(found, by)
    if found.state != State.COMPARED:
        reasons.append(Blocker("state", _("The columns are not confirmed, or the import is settled already.")))
    elif not to_store(lines):
        reasons.append(Blocker("nothing", _("The file changes nothing. Discard it.")))
    return reasons


def _choice_blockers(lines: list[Line], chosen: list[Chosen], seen: str) -> list[Blocker]:
    if seen != seal_of(lines):
        return [overtaken()]
    if not chosen:
        return [Blocker("nobody", _("Choose at least one row."))]
    open_rows = [str(one.line.row) for one in chosen if not _is_answered(one)]
    if not open_rows:
        return []
    text = _("Perhaps these people are known here already. Answer the question in each of these rows: %(rows)s.")
    return [Blocker("ask_same", text % {"rows": ", ".join(open_rows)})]


def _is_answered(one: Chosen) -> bool:
    return one.line.question is None or one.answer in dict(one.line.question.choices)


@transaction.atomic
def accept(
    found: ListImport, *, by: User, seen: str, rows: Collection[int], answers: Mapping[int, str] | None = None
) -> ListImport:
    """Stores all chosen rows (numbers in the sheet), or none. Raises `RuleViolation`.

    `seen` is `seal_of` what was shown; if it has changed since, the user must look again. `answers` are those to the
    questions of rows, by row.
    """
    found = _locked(found)
    kind, answers = kind_of(found), answers or {}
    refuse_if(open_blockers(found, by=by))
    kind.hold(found)
    lines = lines_of(found, by=by)
    chosen = [Chosen(line, answers.get(line.row, "")) for line in to_store(lines) if line.row in rows]
    refuse_if(accept_blockers(found, lines, by=by) or _choice_blockers(lines, chosen, seen))
    stored = kind.store(found, chosen, by)
    ListImportRow.objects.bulk_create([_kept_row(found, one) for one in stored])
    found.counts = {**counts_of(lines), "stored": len(stored)}
    found.sealed_rejected = rows_left_out.seal(found, lines)
    _settle(found, State.ACCEPTED, by=by)
    audit.record("list_import.accept", by=by, target=found, kind=found.kind, counts=found.counts)
    return found


def _context(found: ListImport, row: int) -> str:
    # Bound to import and row: sealed values copied to another row cannot be decrypted.
    return f"inmates.listimportrow.before:{found.public_id}:{row}"


def _kept_row(found: ListImport, one: Stored) -> ListImportRow:
    before = crypto.encrypt(json.dumps(one.before), context=_context(found, one.row)) if one.before else ""
    return ListImportRow(list_import=found, sheet_row=one.row, target=one.target, is_new=one.is_new, before=before)


def _taken(found: ListImport, row: ListImportRow) -> TakenRow:
    before = json.loads(crypto.decrypt(row.before, context=_context(found, row.sheet_row))) if row.before else {}
    return TakenRow(row, before)


def undo_blockers(found: ListImport, *, by: User) -> list[Blocker]:
    """Why `by` cannot undo the list: not accepted, or something depends on what it stored."""
    reasons = kind_of(found).blockers(found, by)
    if found.state != State.ACCEPTED:
        return [*reasons, Blocker("state", _("Only an accepted import can be undone, and only once."))]
    return [*reasons, *([served()] if found.has_served else kind_of(found).undo_blockers(found))]


@transaction.atomic
def undo(found: ListImport, *, by: User) -> ListImport:
    """Takes back what the list stored. Raises `RuleViolation`."""
    found = _locked(found)
    kind_of(found).hold(found)
    refuse_if(undo_blockers(found, by=by))
    kind_of(found).take_back(found, [_taken(found, row) for row in found.rows.all()], by)
    found.rows.all().delete()
    found.state, found.undone_at, found.undone_by = State.UNDONE, clock.now(), by
    found.sealed_rejected = ""
    found.save(update_fields=["state", "undone_at", "undone_by", "sealed_rejected"])
    audit.record("list_import.undo", by=by, target=found, kind=found.kind)
    return found


@transaction.atomic
def discard(found: ListImport, *, by: User) -> ListImport:
    """Ends the import without storing anything, and deletes what was read of its file. Raises `RuleViolation`."""
    found = _locked(found)
    refuse_if(open_blockers(found, by=by))
    _settle(found, State.DISCARDED, by=by)
    audit.record("list_import.discard", by=by, target=found, kind=found.kind)
    return found


def _settle(found: ListImport, state: str, *, by: User) -> None:
    found.state, found.sealed_table = state, ""
    found.settled_at, found.settled_by = clock.now(), by
    found.save()


def _locked(found: ListImport) -> ListImport:
    rows = ListImport.objects.select_for_update(of=("self",)).select_related("training_center")
    return rows.get(pk=found.pk)


crypto.declare_passing("inmates.ListImportRow", "before")
