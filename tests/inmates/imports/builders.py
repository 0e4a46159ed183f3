"""Spreadsheets made for one test each."""

import io
import zipfile

import xlsxwriter

HEADER = ["No", "Nama", "No. Registrasi", "Tgl Lahir", "L/P", "Tgl Masuk", "Tgl Ekspirasi", "Blok", "Kamar", "Pasal"]
PERSON = [1, "Budi Santoso", "B.I 1/2026", "01/02/1990", "L", "03/01/2026", "04/05/2027", "A", "07", "CANARY"]


def person(**changes):
    """A row under HEADER, with some cells changed by the words of the header."""
    row = dict(zip(HEADER, PERSON, strict=True)) | changes
    return list(row.values())


def xlsx(*rows, sheet="Data", options=None, prepare=None):
    """The bytes of a workbook whose only sheet has `rows` from A1."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, options or {})
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    if prepare:
        prepare(book, page)
    book.close()
    return buffer.getvalue()


def book(**sheets):
    """The bytes of a workbook with the rows of each sheet, by its name."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer)
    for name, rows in sheets.items():
        page = workbook.add_worksheet(name)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    workbook.close()
    return buffer.getvalue()


def csv(*rows, separator=";", encoding="utf-8"):
    """The bytes of a text with separators."""
    return "\r\n".join(separator.join(map(str, row)) for row in rows).encode(encoding)


def with_row(data, row_xml):
    """The workbook `data` with one more row of XML, far below the others without the writer filling the way."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</sheetData>", row_xml.encode() + b"</sheetData>")
            new.writestr(name, content)
    return buffer.getvalue()
