"""Lists as files: xlsx and csv in which no cell is ever taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.http import HttpResponse

# What spreadsheet programs take for the start of a formula or a command (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def safe_text(value: Any) -> str:
    """`value` as text that no spreadsheet program computes; days as dd/mm/yyyy."""
    text = f"{value:%d/%m/%Y}" if isinstance(value, date | datetime) else "" if value is None else str(value)
    # The apostrophe is shown by no spreadsheet program and makes every one of them take the cell as text.
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def as_csv(heads: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """Semicolons and a byte order mark, as Indonesian spreadsheet programs expect."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_text(head) for head in heads])
    writer.writerows([safe_text(value) for value in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def as_xlsx(heads: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet, its header row fixed and filtered; text stays text, days are days."""
    target = io.BytesIO()
    # In memory, since no list of people may lie in a temporary folder.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet()
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        last = 0
        sheet.write_row(0, 0, [str(head) for head in heads], bold)
        for last, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                _write(sheet, last, column, value, day)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, max(len(heads) - 1, 0))
        sheet.autofit()
    return target.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    # For Python a truth value is a number too.
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, safe_text(value))


def file_response(kind: str, name: str, heads: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """The list as a download; `kind` is "xlsx" or "csv", `name` the file's name without its ending."""
    content = {"xlsx": as_xlsx, "csv": as_csv}[kind](heads, rows)
    response = HttpResponse(content, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
