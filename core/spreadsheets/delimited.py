"""Text with separators: which encoding, which separator, which quotes."""

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
    """`data` as text: a byte order mark decides, then UTF-8, then Windows-1252.

    Raises `Refused` for bytes that are no text, and for text that is a page or a document.
    """
    # Old programs end a text with the end-of-file sign of DOS.
    text = _decoded(data).rstrip("\x1a")
    if _CONTROL.search(text) or _MARKUP.match(text) or text.startswith(_DOCUMENTS):
        raise Refused(Why.NOT_A_SPREADSHEET)
    if not text.strip():
        raise Refused(Why.EMPTY)
    return text


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    # Every second byte is zero: two bytes a letter, from a program that leaves the mark out.
    if data[1:200:2].count(0) > 60:
        return data.decode("utf-16-le")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Last, since every sequence of bytes is some text in it; one odd letter is better than no list.
        return data.decode("cp1252", errors="replace")


def readings(text: str) -> Iterator[list[list[str]]]:
    """The rows of `text` under each separator that occurs in it; the caller keeps the first that has a header.

    Rows are numbered as a spreadsheet shows them: an Excel line `sep=;` is no row, a quoted line break ends none.
    """
    declared = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    if declared:
        text = text[declared.end() :]
    # What the file itself declares comes first; semicolons before commas, which stand inside of names.
    for separator in dict.fromkeys((declared[1] if declared else "") + SEPARATORS):
        if separator in text:
            yield _rows(text, separator)


def _rows(text: str, separator: str) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    # A stray quote at the head of a cell would swallow the rows up to the next quote without a word.
    if any("\n" in cell and cell.count(separator) > 1 for row in rows for cell in row):
        plain = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=csv.QUOTE_NONE, quotechar=None)
        return [[cell.strip('"') for cell in row] for row in plain]
    return rows
