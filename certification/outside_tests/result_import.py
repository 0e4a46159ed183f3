"""Imports results from a file: upload, check columns, preview, accept exactly what was shown.

The file is not stored. Its known columns are kept encrypted until accepted or discarded.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification.authority import authority_blockers
from certification.outside_tests import test_outcomes
from certification.outside_tests.held_tests import PERMISSION, change_blockers
from certification.outside_tests.models.tests import OutsideImport, OutsideTest
from certification.outside_tests.result_columns import Field
from certification.outside_tests.result_comparison import Comparison, Line, compare
from certification.outside_tests.result_files import RESULTS, rows_of
from core import access, audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from inmates.imports import kept_lists, sheet_choice
from inmates.imports.kept_lists import Upload

State = OutsideImport.State


def read(data: bytes, *, by: User, mapping: Mapping[int, Field] | None = None, sheet: str = "") -> Upload[Field]:
    """The lists in the file. Takes up to seconds, so call it outside a transaction. Raises `RuleViolation`."""
    return kept_lists.read(data, RESULTS, mapping=mapping, sheet=sheet, whose=by.pk)


@transaction.atomic
def receive(file: bytes | Upload[Field], *, test: OutsideTest, by: User) -> OutsideImport:
    """A new import with columns to be confirmed. Raises `RuleViolation` for an unreadable file.

    Accepts bytes too, which are read as by `read`, for callers that keep no user waiting.
    """
    reasons = change_blockers(test, by=by)
    if not test.candidates.exists():
        reasons.append(Blocker("nobody", _("The list of candidates is empty. Fill it before results come in.")))
    refuse_if(reasons)
    upload = read(file, by=by) if isinstance(file, bytes) else file
    made = OutsideImport(test=test, created_by=by, file_sha256=upload.sha256)
    kept_lists.keep(made, upload.workbook.tables, RESULTS, left=upload.workbook.left)
    made.save()
    audit.record("outside_import.receive", by=by, target=made, test=test.pk, rows=len(upload.table.rows))
    return made


def _settled_blockers(found: OutsideImport) -> list[Blocker]:
    if found.is_open:
        return []
    return [Blocker("settled", _("This import is settled already. Upload the file again."))]


@transaction.atomic
def choose_sheet(found: OutsideImport, *, by: User, name: str) -> OutsideImport:
    """Switches to the list on that sheet; its columns then need confirmation. Raises `RuleViolation`."""
    found = _locked(found)
    reasons = [*authority_blockers(by, PERMISSION, found.test.training_center), *_settled_blockers(found)]
    refuse_if(reasons or sheet_choice.list_blockers(found, name))
    sheet_choice.put_first(found, name, RESULTS)
    found.state = State.MAPPING
    found.save()
    audit.record("outside_import.choose_sheet", by=by, target=found, rows=found.sheet_rows)
    return found


def mapping_blockers(
    found: OutsideImport, mapping: Mapping[int, Field], *, file: Upload[Field] | None = None
) -> list[Blocker]:
    """Why the columns cannot be assigned like this."""
    return [
        *_settled_blockers(found),
        *kept_lists.choice_blockers(mapping, RESULTS),
        *kept_lists.content_blockers(found, mapping, file),
    ]


@transaction.atomic
def map_columns(
    found: OutsideImport, *, by: User, mapping: Mapping[int, Field], file: Upload[Field] | None = None
) -> OutsideImport:
    """Confirms the field of each column by index; unassigned columns are dropped.

    `file` is the same file again, read with this mapping; it is needed only for a column that was dropped.
    """
    found = _locked(found)
    reasons = mapping_blockers(found, mapping, file=file)
    refuse_if([*authority_blockers(by, PERMISSION, found.test.training_center), *reasons])
    kept_lists.assign(found, mapping, RESULTS, file=file)
    found.state = State.COMPARED
    found.save()
    audit.record("outside_import.map", by=by, target=found, columns=len(mapping))
    return found


def samples(found: OutsideImport) -> dict[int, list[str]]:
    """The first filled cells of each kept column, by index; anything resembling a NIK is hidden."""
    texts = kept_lists.samples(found, RESULTS, today=_today(found))
    shown = {" ".join(text.split()).casefold() for some in texts.values() for text in some}
    people = found.test.candidates.values_list("enrollment__person", "enrollment__person__full_name")
    access.shown(*(person for person, name in people if name.casefold() in shown))
    return texts


def _today(found: OutsideImport) -> date:
    return clock.today(found.test.training_center.time_zone)


def comparison_of(found: OutsideImport) -> Comparison:
    """What accepting would change now; writes nothing."""
    today = _today(found)
    table = kept_lists.kept(found, RESULTS)[0]
    return compare(found.test, rows_of(table, today=today), today=today)


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
    refuse_if([*authority_blockers(by, PERMISSION, found.test.training_center), *_settled_blockers(found)])
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
