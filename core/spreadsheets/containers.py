"""What kind of file some bytes are, and whether it is safe to unpack: asked before any reader opens it.

The name of the file is not asked: offices rename text to .xls and worksheets to .csv, the bytes do not lie.
"""

import io
import re
import struct
import zipfile
from dataclasses import dataclass
from enum import Enum

from inmates.importing.refusals import ImportRefused, RefusalCode

MAX_UNPACKED = 200 * 1024 * 1024
MAX_ENTRIES = 5_000
MAX_RATIO = 400
MAX_CELLS = 4_000_000
"""Cells of the rectangle that holds all values; the reader takes memory for every cell of it, filled or not."""

# Kind, length, version and type of the record with which a workbook of Excel 97 to 2003 begins.
_WORKBOOK_HEAD = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_WRITE_PROTECT, _FILE_PASS = 0x86, 0x2F
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# An honest list of some pages may pack very well; below this size the ratio is not looked at.
_RATIO_FLOOR = 20 * 1024 * 1024
_XLSX_TAG = re.compile(rb"<(?:[\w.-]+:)?(row|c)\b([^>]*?)(/?)>(?:\s*<(?:[\w.-]+:)?(v|is)\b)?")
_REFERENCE = re.compile(rb"""\br=["']([A-Z]{0,3})(\d{1,7})["']""")
_ODS_TAG = re.compile(rb"<table:(table-row|table-cell|covered-table-cell|table)\b([^>]*?)/?>|</table:(table-row)>")
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated=["'](\d{1,9})["']""")


class Kind(Enum):
    """How the bytes are to be read."""

    XLSX = "xlsx"
    ODS = "ods"
    XLS = "xls"
    TEXT = "text"


@dataclass(frozen=True)
class Container:
    """A file that may be opened: its kind, and for xlsx whether its days are counted from 1904."""

    kind: Kind
    from_1904: bool = False


def examine(data: bytes) -> Container:
    """The container of `data`. Raises ImportRefused for files locked, dangerous or of another kind."""
    if data.startswith(b"PK\x03\x04"):
        return _examine_zip(data)
    if data.startswith(_OLE):
        # A workbook with a password is packed into the container of the old format.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ImportRefused(RefusalCode.PASSWORD)
        if _is_locked_xls(data):
            raise ImportRefused(RefusalCode.PASSWORD)
        return Container(Kind.XLS)
    return Container(Kind.TEXT)


def _is_locked_xls(data: bytes) -> bool:
    """Whether FILEPASS stands at the head of the workbook: behind it everything is encrypted ([MS-XLS] 2.4.117).

    Asked here because the reader tells such a file only as one of an unknown format.
    """
    head = data.find(_WORKBOOK_HEAD)
    if head < 0:
        return False
    at = head + len(_WORKBOOK_HEAD) + 12
    record, length = _record_at(data, at)
    while record == _WRITE_PROTECT:
        at += 4 + length
        record, length = _record_at(data, at)
    return record == _FILE_PASS


def _record_at(data: bytes, at: int) -> tuple[int, int]:
    return struct.unpack_from("<HH", data, at) if at + 4 <= len(data) else (0, 0)


def _examine_zip(data: bytes) -> Container:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        # By the sizes that the archive itself tells, before anything of it is unpacked.
        _refuse_bomb(entries)
        # Bit 0 says that an entry is encrypted (APPNOTE 4.4.4).
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise ImportRefused(RefusalCode.PASSWORD)
        # Reading every entry proves the sizes just trusted: one that unpacks to more fails its checksum.
        if archive.testzip() is not None:
            raise ImportRefused(RefusalCode.NOT_A_SPREADSHEET)
        names = set(archive.namelist())
        if "xl/workbook.xml" in names:
            for name in names:
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    _refuse_spread(*_xlsx_extent(archive.read(name)))
            return Container(Kind.XLSX, b'date1904="1"' in archive.read("xl/workbook.xml"))
        if "content.xml" in names:
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise ImportRefused(RefusalCode.PASSWORD)
            _refuse_spread(*_ods_extent(archive.read("content.xml")))
            return Container(Kind.ODS)
    raise ImportRefused(RefusalCode.NOT_A_SPREADSHEET)


def _refuse_bomb(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if (
        len(entries) > MAX_ENTRIES
        or unpacked > MAX_UNPACKED
        or (unpacked > _RATIO_FLOOR and unpacked > MAX_RATIO * max(packed, 1))
    ):
        raise ImportRefused(RefusalCode.ZIP_BOMB)


def _refuse_spread(rows: int, columns: int) -> None:
    if rows * columns > MAX_CELLS:
        raise ImportRefused(RefusalCode.TOO_SPREAD)


def _xlsx_extent(xml: bytes) -> tuple[int, int]:
    """Last row and last column with a value; cells that only carry a format do not count."""
    last_row = last_column = row = column = 0
    for tag, attributes, closed, value in _XLSX_TAG.findall(xml):
        reference = _REFERENCE.search(attributes)
        if tag == b"row":
            row, column = (int(reference[2]) if reference else row + 1), 0
            continue
        column = _column(reference[1]) if reference else column + 1
        if value and not closed:
            cell_row = int(reference[2]) if reference else row
            last_row, last_column = max(last_row, cell_row), max(last_column, column)
    return last_row, last_column


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        # Bijective: A is 1 and Z is 26, and there is no zero.
        number = number * 26 + letter - 64
    return number


def _ods_extent(xml: bytes) -> tuple[int, int]:
    """As for xlsx; a repeated cell or row counts as often as it is repeated."""
    last_row = last_column = row = column = filled = 0
    repeat = 1
    for tag, attributes, closing in _ODS_TAG.findall(xml):
        repeated = _REPEATED.search(attributes)
        count = int(repeated[1]) if repeated else 1
        if tag == b"table":
            row = 0
        elif tag == b"table-row":
            # A repeated row stands once and counts as many, so the next one begins behind all of them.
            row, column, filled, repeat = row + repeat if row else 1, 0, 0, count
        elif tag:
            column += count
            filled = column if b"value-type=" in attributes else filled
        if closing and filled:
            last_row, last_column = max(last_row, row + repeat - 1), max(last_column, filled)
    return last_row, last_column
