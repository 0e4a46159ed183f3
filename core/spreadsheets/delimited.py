"""Delimited text: encoding, separator and quotes."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from core.spreadsheets.limits import Refused, Why

SEPARATORS = ";,\t|"
_MARKUP = re.compile(r"\s*<(?:!doctype|html|head|meta|table|body|style|div|\?xml|svg|rtf)", re.IGNORECASE)
_DOCUMENTS = ("%PDF", "{\\rtf")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes) -> str:
    """`data` as text: decided by the byte order mark, then UTF-8, then Windows-1252.

    Raises `Refused` for bytes that are not text, and for text that is markup or a document.
    """
    # Old programs end a text with the DOS end-of-file character.
    text = _decoded(data).rstrip("\x1a")
    if _CONTROL.search(text) or _MARKUP.match(text) or text.startswith(_DOCUMENTS):
        raise Refused(Why.NOT_A_SPREADSHEET)
    if not text.strip():
        raise Refused(Why.EMPTY)
    return text


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    # Nearly every second byte is zero: UTF-16 from a program that omits the byte order mark.
    if data[1:200:2].count(0) > 60:
        return data.decode("utf-16-le")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Last, since any bytes decode to something; one wrong letter is better than no list.
        return data.decode("cp1252", errors="replace")


def readings(text: str) -> Iterator[list[list[str]]]:
    """Yields the rows of `text` for each separator that occurs in it; the caller keeps the first with a header.

    Rows are numbered as in a spreadsheet: Excel's `sep=;` line is not a row, and a quoted line break does not end one.
    """
    declared = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    if declared:
        text = text[declared.end() :]
    # The file's own declaration first; semicolons before commas, which occur in names.
    for separator in dict.fromkeys((declared[1] if declared else "") + SEPARATORS):
        if separator in text:
            yield _rows(text, separator)


def _rows(text: str, separator: str) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    # A stray quote at the start of a cell would silently swallow every row up to the next quote.
    if any("\n" in cell and cell.count(separator) > 1 for row in rows for cell in row):
        plain = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=csv.QUOTE_NONE, quotechar=None)
        return [[cell.strip('"') for cell in row] for row in plain]
    return rows
