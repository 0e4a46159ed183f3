"""Rows of imports that have served their time: once an import is settled, they are kept only to undo it."""

from collections import Counter
from collections.abc import Collection

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import Facility, TrainingCenter
from inmates.imports.models import ImportRow, ListImport, ListImportRow, SpreadsheetImport

# States of either kind of import in which nobody has settled it.
OPEN = ("mapping", "comparing", "compared")


def spreadsheets(facility: Facility) -> QuerySet[SpreadsheetImport]:
    """Imports of the facility that still have rows or cells of their file, with `since`: when they were settled.

    One that nobody settles counts from its upload.
    """
    has_rows = Exists(ImportRow.objects.filter(spreadsheet_import=OuterRef("pk")))
    kept = SpreadsheetImport.objects.filter(Q(has_rows) | ~Q(sealed_table=""), facility=facility)
    return kept.annotate(since=Coalesce("undone_at", "accepted_at", "created_at"))


def destroy_spreadsheets(imports: Collection[int]) -> Counter[str]:
    """Deletes what is left of the files of these imports (keys); those not settled by now are discarded.

    Within the caller's transaction; how many rows went, by table.
    """
    gone = Counter(import_rows=ImportRow.objects.filter(spreadsheet_import__in=imports).delete()[0])
    rows = SpreadsheetImport.objects.filter(pk__in=imports)
    rows.filter(state__in=OPEN).update(state=SpreadsheetImport.State.DISCARDED)
    rows.update(sealed_table="", headers=[])
    return gone


def lists(center: TrainingCenter) -> QuerySet[ListImport]:
    """Lists of the training center that still have rows or cells of their file, with `since` likewise."""
    has_rows = Exists(ListImportRow.objects.filter(list_import=OuterRef("pk")))
    has_cells = ~Q(sealed_table="", sealed_rejected="")
    kept = ListImport.objects.filter(Q(has_rows) | has_cells, training_center=center)
    return kept.annotate(since=Coalesce("settled_at", "created_at"))


def destroy_lists(found: Collection[int]) -> Counter[str]:
    """Deletes what is left of the files of these lists (keys); those not settled by now are discarded.

    Within the caller's transaction; how many rows went, by table.
    """
    gone = Counter(list_rows=ListImportRow.objects.filter(list_import__in=found).delete()[0])
    rows = ListImport.objects.filter(pk__in=found)
    waiting = rows.filter(state__in=OPEN)
    waiting.update(
        state=ListImport.State.DISCARDED, sealed_table="", settled_at=F("created_at"), settled_by=F("created_by")
    )
    rows.update(headers=[], sealed_rejected="")
    return gone
