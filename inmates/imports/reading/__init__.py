"""Reads custody spreadsheets into plain records: no models, no requests, nothing stored.

`read_workbook` turns bytes into tables and `read_table` returns the first of them; `parse` turns a table into records,
rejected rows and warnings.
"""

from inmates.imports.reading.fields import REQUIRED, Field
from inmates.imports.reading.header_rows import Column
from inmates.imports.reading.headers import propose_mapping
from inmates.imports.reading.lists import LeftSheet, Table, TableRow, Workbook
from inmates.imports.reading.records import Reading, Record, parse
from inmates.imports.reading.refusals import MAX_BYTES, MAX_ROWS, ImportRefused, RefusalCode
from inmates.imports.reading.row_findings import Reason, Rejected, RowWarning, Warned
from inmates.imports.reading.tables import CUSTODY, read_table, read_workbook

__all__ = [
    "CUSTODY",
    "MAX_BYTES",
    "MAX_ROWS",
    "REQUIRED",
    "Column",
    "Field",
    "ImportRefused",
    "LeftSheet",
    "Reading",
    "Reason",
    "Record",
    "RefusalCode",
    "Rejected",
    "RowWarning",
    "Table",
    "TableRow",
    "Warned",
    "Workbook",
    "parse",
    "propose_mapping",
    "read_table",
    "read_workbook",
]
