"""What the tables of imports hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from inmates.imports.models import ColumnMapping, ImportRow, ListImport, ListImportRow, SpreadsheetImport
from inmates.purposes import CUSTODY, LISTS

describe(
    SpreadsheetImport,
    CUSTODY,
    Keeping.DATED,
    custody="sealed_table warnings counts marks",
    staff="created_by accepted_by",
    none=(
        "id public_id created_at file_sha256 headers sheet_rows sheets facility state fields job accepted_at undone_at"
    ),
)
describe(
    ImportRow,
    CUSTODY,
    Keeping.DATED,
    identity="person name",
    custody="kind values register_key changes before warnings why",
    none="id spreadsheet_import sheet_row is_chosen is_accepted",
)
describe(
    ColumnMapping,
    CUSTODY,
    Keeping.USE,
    none="id facility head field",
)
describe(
    ListImport,
    LISTS,
    Keeping.DATED,
    learning="sealed_table sealed_rejected about",
    staff="created_by settled_by undone_by",
    none=(
        "id public_id created_at file_sha256 headers sheet_rows sheets kind training_center state counts "
        "settled_at undone_at"
    ),
)
describe(
    ListImportRow,
    LISTS,
    Keeping.DATED,
    identity="before",
    none="id list_import sheet_row target is_new",
)
