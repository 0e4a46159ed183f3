"""Imports results from a file: upload, check columns, preview, accept exactly what was shown.

The file is not stored. Its known columns are kept encrypted until accepted or discarded.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification.authority import authority_blockers
from certification.outside_tests import test_outcomes
from certification.outside_tests.held_tests import PERMISSION, change_blockers
from certification.outside_tests.models.tests import OutsideImport, OutsideTest
from certification.outside_tests.result_comparison import Comparison, Line, compare
from certification.outside_tests.result_files import Column, Field, Sheetful, read_file, rows_of
from core import audit, clock, crypto
from core.errors import Blocker, RuleViolation, refuse_if

State = OutsideImport.State


@dataclass(frozen=True)
class Upload:
    """The list read from an uploaded file, and which file it was. The file itself is not kept."""

    sha256: str
    sheet: Sheetful


def read(data: bytes, *, by: User) -> Upload:
    """The list in the file. Takes up to seconds, so call it outside a transaction. Raises `RuleViolation`."""
    return Upload(hashlib.sha256(data).hexdigest(), read_file(data, whose=by.pk))


@transaction.atomic
def receive(file: bytes | Upload, *, test: OutsideTest, by: User) -> OutsideImport:
    """A new import with columns to be confirmed. Raises `RuleViolation` for an unreadable file.

    Accepts bytes too, which are read as by `read`, for callers that keep no user waiting.
    """
    reasons = change_blockers(test, by=by)
    if not test.candidates.exists():
        reasons.append(Blocker("nobody", _("The list of candidates is empty. Fill it before results come in.")))
    refuse_if(reasons)
    upload = read(file, by=by) if isinstance(file, bytes) else file
    made = OutsideImport(test=test, created_by=by, file_sha256=upload.sha256)
    _keep(made, upload.sheet)
    made.save()
    audit.record("outside_import.receive", by=by, target=made, test=test.pk, rows=len(upload.sheet.rows))
    return made


def mapping_blockers(found: OutsideImport, mapping: Mapping[int, str]) -> list[Blocker]:
    """Why the columns cannot be assigned like this."""
    reasons = []
    if not found.is_open:
        reasons.append(Blocker("settled", _("This import is settled already. Upload the file again.")))
    if not {Field.NAME.value, Field.NIK.value} & set(mapping.values()):
        reasons.append(Blocker("person", _("Choose the column of the name or of the NIK.")))
    if not {Field.RESULT.value, Field.CERTIFICATE_NUMBER.value} & set(mapping.values()):
        reasons.append(Blocker("result", _("Choose the column of the result or of the certificate number.")))
    for field, count in Counter(mapping.values()).items():
        if count > 1:
            text = _("“%(field)s” is chosen for more than one column. Choose it once.")
            reasons.append(Blocker("twice", text % {"field": Field(field).label}))
    return reasons


@transaction.atomic
def map_columns(found: OutsideImport, *, by: User, mapping: Mapping[int, str]) -> OutsideImport:
    """Confirms the field of each column by index; unassigned columns are dropped."""
    found = _locked(found)
    refuse_if([*authority_blockers(by, PERMISSION, found.test.training_center), *mapping_blockers(found, mapping)])
    sheet = kept(found)
    columns = tuple(Column(one.index, one.text, mapping.get(one.index, "")) for one in sheet.columns)
    rows = tuple((number, {i: cells[i] for i in mapping if i in cells}) for number, cells in sheet.rows)
    _keep(found, Sheetful(columns, rows))
    found.state = State.COMPARED
    found.save()
    audit.record("outside_import.map", by=by, target=found, columns=len(mapping))
    return found


def _keep(found: OutsideImport, sheet: Sheetful) -> None:
    found.headers = [{"index": one.index, "text": one.text, "field": one.field} for one in sheet.columns]
    found.sheet_rows = len(sheet.rows)
    text = json.dumps(sheet.as_values(), separators=(",", ":"), ensure_ascii=False)
    found.sealed_table = crypto.encrypt(text, context=_context(found))


def _context(found: OutsideImport) -> str:
    return f"certification.outsideimport.table:{found.public_id}"


def kept(found: OutsideImport) -> Sheetful:
    """The list from the file, while the import is open."""
    return Sheetful.from_values(json.loads(crypto.decrypt(found.sealed_table, context=_context(found))))


def comparison_of(found: OutsideImport) -> Comparison:
    """What accepting would change now; writes nothing."""
    today = clock.today(found.test.training_center.time_zone)
    mapping = {head["index"]: head["field"] for head in found.headers if head["field"]}
    return compare(found.test, rows_of(kept(found), mapping, today=today), today=today)


def seal_of(comparison: Comparison) -> str:
    """A digest of all changes, to ensure that what is accepted is what was shown."""
    said = [
        [line.row, line.candidate.pk if line.candidate else 0, [list(map(str, change)) for change in line.changes]]
        for line in comparison.to_store()
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def accept_blockers(found: OutsideImport, comparison: Comparison, *, by: User) -> list[Blocker]:
    """Why nothing can be accepted."""
    reasons = [*change_blockers(found.test, by=by)]
    if found.state != State.COMPARED:
        reasons.append(Blocker("state", _("The columns are not confirmed, or the import is settled already.")))
    elif not comparison.to_store():
        reasons.append(Blocker("nothing", _("The file changes nothing. Discard it.")))
    return reasons


@transaction.atomic
def accept(found: OutsideImport, *, by: User, seen: str, rows: Iterable[int], reason: str = "") -> OutsideImport:
    """Stores all chosen rows (numbers in the sheet), or none. Raises `RuleViolation`.

    `seen` is `seal_of` what was shown; if it has changed since, the user must look again. `reason` is required when a
    recorded value changes.
    """
    found = _locked(found)
    test_outcomes.locked(found.test.candidates.values_list("pk", flat=True))
    if found.state != State.COMPARED:
        raise RuleViolation(accept_blockers(found, Comparison((), ()), by=by))
    comparison = comparison_of(found)
    chosen = [line for line in comparison.to_store() if line.row in set(rows)]
    refuse_if([*accept_blockers(found, comparison, by=by), *_choice_blockers(comparison, chosen, seen, reason)])
    for line in chosen:
        if line.candidate:
            test_outcomes.store(line.candidate, line.outcome, by=by, reason=reason.strip())
    found.counts = {**comparison.counts(), "stored": len(chosen)}
    _settle(found, State.ACCEPTED, by=by)
    audit.record("outside_import.accept", by=by, target=found, counts=found.counts)
    return found


def _choice_blockers(comparison: Comparison, chosen: list[Line], seen: str, reason: str) -> list[Blocker]:
    if seen != seal_of(comparison):
        text = _("Something has changed since this was shown. Look at the comparison once more.")
        return [Blocker("stale", text)]
    if not chosen and comparison.to_store():
        return [Blocker("nobody", _("Choose at least one row."))]
    overwrites = any(line.overwrites for line in chosen)
    return test_outcomes.correction_blockers(reason) if overwrites else []


@transaction.atomic
def discard(found: OutsideImport, *, by: User) -> OutsideImport:
    """Ends the import without storing results and deletes its data. Raises `RuleViolation`."""
    found = _locked(found)
    reasons = authority_blockers(by, PERMISSION, found.test.training_center)
    if not found.is_open:
        reasons.append(Blocker("settled", _("This import is settled already. Upload the file again.")))
    refuse_if(reasons)
    _settle(found, State.DISCARDED, by=by)
    audit.record("outside_import.discard", by=by, target=found)
    return found


def _settle(found: OutsideImport, state: str, *, by: User) -> None:
    found.state, found.sealed_table = state, ""
    found.settled_at, found.settled_by = clock.now(), by
    found.save()


def _locked(found: OutsideImport) -> OutsideImport:
    rows = OutsideImport.objects.select_for_update(of=("self",)).select_related("test__training_center")
    return rows.get(pk=found.pk)
