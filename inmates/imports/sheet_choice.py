"""Reads another sheet of an uploaded file instead of the one chosen first."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core import audit
from core.errors import Blocker, refuse_if
from inmates.imports import kept_lists, uploads
from inmates.imports.models import KeptFile, SpreadsheetImport
from inmates.imports.reading import CUSTODY
from inmates.imports.reading.header_rows import F
from inmates.imports.reading.lists import ListKind


def choose_blockers(spreadsheet_import: SpreadsheetImport, name: str) -> list[Blocker]:
    """Reasons why that sheet cannot be read: the import is settled, or the file has no other list of that name."""
    if spreadsheet_import.state not in uploads.UNSETTLED or spreadsheet_import.is_being_worked_on:
        return [Blocker("settled", gettext_lazy("This import is being worked on or is settled already."))]
    return list_blockers(spreadsheet_import, name)


def list_blockers(found: KeptFile, name: str) -> list[Blocker]:
    """Reasons why no list of that sheet is kept."""
    if name in found.other_lists:
        return []
    return [Blocker("no_list", gettext_lazy("The file has no other list on a sheet of that name."))]


def put_first(found: KeptFile, name: str, kind: ListKind[F]) -> None:
    """Sets, without saving, the list of that sheet as the one that is read."""
    tables = sorted(kept_lists.kept(found, kind), key=lambda table: table.sheet != name)
    kept_lists.keep(found, tables, kind)


@transaction.atomic
def choose_sheet(spreadsheet_import: SpreadsheetImport, *, by: User, name: str) -> SpreadsheetImport:
    """Switches to the list on that sheet; its columns then need confirmation. Raises `RuleViolation`."""
    found = SpreadsheetImport.objects.select_for_update(of=["self"]).select_related("job")
    spreadsheet_import = found.get(pk=spreadsheet_import.pk)
    refuse_if(choose_blockers(spreadsheet_import, name))
    put_first(spreadsheet_import, name, CUSTODY)
    spreadsheet_import.rows.all().delete()
    spreadsheet_import.state = SpreadsheetImport.State.MAPPING
    spreadsheet_import.counts, spreadsheet_import.warnings = {}, []
    spreadsheet_import.save()
    audit.record("import.choose_sheet", by=by, target=spreadsheet_import, rows=spreadsheet_import.sheet_rows)
    return spreadsheet_import


def sheets_sentence(found: KeptFile) -> str:
    """What `lists_sentence` says, of a list of people in custody: those on other sheets count as missing."""
    said = lists_sentence(found)
    if said and found.other_lists:
        said += " " + _("People on a sheet that is not read count as not in the file.")
    return said


def lists_sentence(found: KeptFile) -> str:
    """Which sheet is read and which are not; empty if the file has no others."""
    if len(found.sheets) < 2:
        return ""
    read, *others = found.sheets
    said = _("Sheet “%(name)s” is read (rows: %(rows)s).") % read
    named = [_("“%(name)s” (rows: %(rows)s)") % one for one in others if one["name"]]
    if named:
        said += " " + _("Not read: %(sheets)s.") % {"sheets": ", ".join(named)}
    if len(named) < len(others):
        said += " " + _("Other sheets could not be opened.")
    return said
