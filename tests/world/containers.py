"""Rows of cells as bytes of the kinds that office programs write."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from xml.sax.saxutils import escape

import xlsxwriter

Cell = str | int | float | date | None
Rows = list[list[Cell]]
# Every file of one seed has the same bytes.
_CREATED = datetime(2026, 11, 23, tzinfo=UTC)
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_TYPE}"/></manifest:manifest>'
)
_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
_ODS_CONTENT = (
    f'<office:document-content {_NAMESPACES} office:version="1.2">'
    "<office:body><office:spreadsheet>%s</office:spreadsheet></office:body></office:document-content>"
)


def xlsx(sheets: dict[str, Rows], *, hidden: frozenset[str] = frozenset(), formatted_to: int = 0) -> bytes:
    """A workbook with these sheets; `formatted_to` draws borders around empty cells down to that row."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    book.set_properties({"created": _CREATED})
    day, frame = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"border": 1})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                _write(sheet, row, column, cell, day)
        for row in range(len(rows), formatted_to):
            sheet.write_blank(row, 0, None, frame)
        if name in hidden:
            sheet.hide()
        elif hidden:
            # A hidden sheet cannot be the one in front.
            sheet.activate()
            sheet.set_first_sheet()
    book.close()
    return content.getvalue()


def _write(sheet, row: int, column: int, cell: Cell, day) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(row, column, cell, day)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    elif cell:
        sheet.write_string(row, column, cell)


def ods(sheets: dict[str, Rows]) -> bytes:
    """The same as an OpenDocument file."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(map(_ods_row, rows))}</table:table>'
        for name, rows in sheets.items()
    )
    entries = {"mimetype": _ODS_TYPE, "META-INF/manifest.xml": _ODS_MANIFEST, "content.xml": _ODS_CONTENT % tables}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in entries.items():
            archive.writestr(zipfile.ZipInfo(name, _CREATED.timetuple()[:6]), text, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def _ods_row(cells: list[Cell]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, cells))}</table:table-row>"


def _ods_cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    kind, attribute = "string", ""
    if isinstance(cell, date):
        kind, attribute = "date", f' office:date-value="{cell.isoformat()}"'
    elif isinstance(cell, int | float):
        kind, attribute = "float", f' office:value="{cell}"'
    # Runs of blanks are an element of their own in such files; a single text keeps one.
    text = "<text:s/>".join(escape(part) for part in str(cell).split("  "))
    return f'<table:table-cell office:value-type="{kind}"{attribute}><text:p>{text}</text:p></table:table-cell>'


def delimited(rows: Rows, *, separator: str, encoding: str, first_line: str = "") -> bytes:
    """Text with separators, days as dd/mm/yyyy, lines as Windows ends them."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerows([[_text(cell) for cell in cells] for cells in rows])
    return (first_line + out.getvalue()).encode(encoding)


def _text(cell: Cell) -> str:
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return "" if cell is None else str(cell)
