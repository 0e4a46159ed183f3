import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Facility, User
from core.errors import RuleViolation
from inmates.imports import acceptance, sheet_choice, uploads
from inmates.imports.list_comparison import warning_text
from inmates.imports.models import ImportRow, SpreadsheetImport
from inmates.imports.reading import Field
from inmates.imports.rejected_rows import rejection

COUNTED = (ImportRow.Kind.NEW, ImportRow.Kind.CHANGED, ImportRow.Kind.UNCHANGED, ImportRow.Kind.MISSING)


class Command(BaseCommand):
    help = "Compares a custody spreadsheet with the people of a facility; stores it only with --accept."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--facility", required=True, metavar="CODE")
        parser.add_argument("--accept", action="store_true", help="store what is new or changed")
        parser.add_argument(
            "--missing", type=int, metavar="COUNT", help="take a list that lacks so many of the people in custody there"
        )
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
        parser.add_argument("--by", metavar="USERNAME", help="the user in whose name the import is recorded")

    def handle(self, *args, file, facility, accept, missing, by, **options):
        as_json = options["json"]
        try:
            result = run(file, facility, accept, by, missing)
        except RuleViolation as refusal:
            code, message = refusal.reasons[0].code, str(refusal)
            if as_json:
                self.stdout.write(json.dumps({"error": {"code": code, "message": message}}, ensure_ascii=False))
            # Suppress the cause: a reader's traceback could quote a cell.
            raise CommandError(message) from None
        if as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2))
        else:
            self.write_summary(result, accept)

    def write_summary(self, result, accepted):
        if result["sheets"]:
            self.stdout.write(result["sheets"])
        for kind in COUNTED:
            self.stdout.write(f"{kind.label}: {result[kind.value]}")
        self.stdout.write(f"{ImportRow.Kind.REJECTED.label}: {len(result['rejected'])}")
        for finding in (*result["rejected"], *result["warnings"]):
            self.stdout.write(_("Row %(row)s: %(message)s") % finding)
        self.stdout.write(_("Stored.") if accepted else _("Nothing was stored (dry run)."))


def run(file: Path, code: str, accept: bool, username: str | None, missing: int | None) -> dict:
    """What the file would change in the facility or, with `accept`, has changed; a dry run leaves no trace."""
    facility = Facility.objects.filter(code=code).first()
    user = User.objects.filter(username=username, facility=facility).first() if username else None
    if facility is None:
        raise CommandError(_("There is no facility with the code “%(code)s”.") % {"code": code})
    if username and user is None:
        raise CommandError(_("There is no user “%(name)s” in this facility.") % {"name": username})
    try:
        data = file.read_bytes()
    except OSError as error:
        message = _("The file cannot be read: %(reason)s") % {"reason": error.strerror}
        raise CommandError(message) from None
    upload = uploads.read(data, facility=facility, by=user)
    with transaction.atomic():
        spreadsheet_import = uploads.receive(upload, facility=facility, by=user)
        mapping = {h["index"]: Field(h["field"]) for h in spreadsheet_import.headers if h["field"]}
        spreadsheet_import = uploads.map_columns(spreadsheet_import, by=user, mapping=mapping, in_background=False)
        found = outcome(spreadsheet_import)
        if not accept:
            transaction.set_rollback(True)
        else:
            acceptance.accept(spreadsheet_import, by=user, confirmed=missing)
    return found


def outcome(spreadsheet_import: SpreadsheetImport) -> dict:
    """The comparison in machine-readable form."""
    rejected = [rejection(row) for row in spreadsheet_import.rows.filter(kind=ImportRow.Kind.REJECTED)]
    warned = spreadsheet_import.rows.exclude(warnings=[]).values_list("sheet_row", "warnings")
    return {
        "sheets": sheet_choice.sheets_sentence(spreadsheet_import),
        **{kind.value: spreadsheet_import.counts[kind.value] for kind in COUNTED},
        "rejected": [{"row": r.row, "why": r.why.value, "message": r.message} for r in rejected],
        "warnings": [
            {"row": row, "code": code, "message": warning_text(code)} for row, codes in warned for code in codes
        ],
    }
