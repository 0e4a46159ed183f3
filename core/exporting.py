"""Exports lists as xlsx and csv in which no cell can become a formula."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone

# What spreadsheet programs treat as the start of a formula or command (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
# Programs set to another separator than ours take what follows theirs for a cell of its own.
_SEPARATED = re.compile(r"([,;|\t\r\n\"]\s*)(?=[=+@-])")
_TO_QUOTE = re.compile(r"[,;|\t\r\n\"]|^\s|\s\Z")
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def safe_text(value: Any) -> str:
    """`value` as text that no spreadsheet program evaluates; days as dd/mm/yyyy, moments with hour and minute."""
    text = _as_text(value)
    # A leading apostrophe is hidden by spreadsheet programs and makes them treat the cell as text.
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{_local(value):%d/%m/%Y %H:%M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else "" if value is None else str(value)


def _local(moment: datetime) -> datetime:
    """The moment by the clock of the reader's office; spreadsheet programs know no time zones."""
    return timezone.localtime(moment).replace(tzinfo=None) if timezone.is_aware(moment) else moment


def _csv_text(value: Any) -> str:
    """A cell of a csv file: decimals with a comma, or Indonesian spreadsheet programs take them for text or days."""
    is_decimal = isinstance(value, float | Decimal)
    text = str(value).replace(".", ",") if is_decimal else _SEPARATED.sub(r"\1'", safe_text(value))
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if _TO_QUOTE.search(text) else text


def as_csv(heads: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """Separated by semicolons and with a byte order mark, as Indonesian spreadsheet programs expect; safe in those
    that separate by commas or tabs too.
    """
    lines = (";".join(map(_csv_text, row)) + "\r\n" for row in (heads, *rows))
    return "".join(lines).encode("utf-8-sig")


def sheet_name(name: str) -> str:
    """A file name as a sheet's: without its day, words apart, at most 31 signs; empty if nothing is left."""
    words = re.sub(r"-\d{4}-\d{2}-\d{2}\Z", "", name).replace("-", " ")
    return re.sub(r"[\[\]:*?/\\']", "", words).strip()[:31].capitalize()


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook."""

    name: str
    heads: Sequence[Any]
    rows: Iterable[Sequence[Any]]


def as_xlsx(heads: Sequence[Any], rows: Iterable[Sequence[Any]], *, name: str = "") -> bytes:
    """One sheet, named by what it holds, with a frozen, filterable header row; text stays text and dates stay dates."""
    return as_workbook([Sheet(name, heads, rows)])


def as_workbook(sheets: Iterable[Sheet]) -> bytes:
    """Such sheets in one file."""
    target = io.BytesIO()
    # In memory: no list of people may end up in a temporary folder.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        for one in sheets:
            _fill(book.add_worksheet(sheet_name(one.name) or None), one, bold, day, moment)
    return target.getvalue()


def _fill(sheet: Any, content: Sheet, bold: Any, day: Any, moment: Any) -> None:
    last = 0
    sheet.write_row(0, 0, [str(head) for head in content.heads], bold)
    for last, row in enumerate(content.rows, 1):
        for column, value in enumerate(row):
            _write(sheet, last, column, value, moment if isinstance(value, datetime) else day)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, max(len(content.heads) - 1, 0))
    sheet.autofit()


def _write(sheet: Any, row: int, column: int, value: Any, shape: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, _local(value) if isinstance(value, datetime) else value, shape)
    # In Python a bool is a number too.
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, safe_text(value))


def file_response(kind: str, name: str, heads: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """The list as a download; `kind` is "xlsx" or "csv", `name` the file name without extension."""
    return _download(kind, name, as_csv(heads, rows) if kind == "csv" else as_xlsx(heads, rows, name=name))


def workbook_response(name: str, sheets: Iterable[Sheet]) -> HttpResponse:
    """A workbook as a download; `name` as in `file_response`."""
    return _download("xlsx", name, as_workbook(sheets))


def _download(kind: str, name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
