"""Determines what kind of file some bytes are and whether it is safe to unpack, before any reader opens it.

Files that pass still run into the process's limits; these checks give the better error message.

The file name is ignored: offices rename text to .xls and worksheets to .csv, but the bytes do not lie.
"""

import io
import struct
import zipfile
from dataclasses import dataclass
from enum import Enum

from core.spreadsheets.limits import MEGABYTE, MOST_ENTRIES, MOST_RATIO, MOST_UNPACKED, Refused, Why

# Record type, length, version and substream type at the start of an Excel 97-2003 workbook.
_WORKBOOK_HEAD = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_WRITE_PROTECT, _FILE_PASS = 0x86, 0x2F
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# An honest list of a few pages may compress very well; below this size the ratio is not checked.
_RATIO_FLOOR = 20 * MEGABYTE


class Kind(Enum):
    """How the bytes are to be read."""

    XLSX = "xlsx"
    ODS = "ods"
    XLS = "xls"
    TEXT = "text"


@dataclass(frozen=True)
class Container:
    """A file that may be opened: its kind and, for xlsx, whether its dates count from 1904."""

    kind: Kind
    from_1904: bool = False


def examine(data: bytes) -> Container:
    """The container of `data`. Raises `Refused` for locked or dangerous files and those of another kind."""
    if data.startswith(b"PK\x03\x04"):
        return _examine_zip(data)
    if data.startswith(_OLE):
        # A password-protected xlsx is wrapped in the old format's container.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused(Why.PASSWORD)
        if _is_locked_xls(data):
            raise Refused(Why.PASSWORD)
        return Container(Kind.XLS)
    return Container(Kind.TEXT)


def _is_locked_xls(data: bytes) -> bool:
    """True if the workbook begins with FILEPASS: everything after it is encrypted ([MS-XLS] 2.4.117).

    Checked here because the reader reports such a file only as an unknown format.
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
        # By the sizes the archive declares, before anything is unpacked.
        _refuse_bomb(entries)
        # Bit 0 marks an encrypted entry (APPNOTE 4.4.4).
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise Refused(Why.PASSWORD)
        # Reading every entry verifies the declared sizes: one that unpacks to more fails its checksum.
        if archive.testzip() is not None:
            raise Refused(Why.NOT_A_SPREADSHEET)
        names = set(archive.namelist())
        if "xl/workbook.xml" in names:
            return Container(Kind.XLSX, b'date1904="1"' in archive.read("xl/workbook.xml"))
        if "content.xml" in names:
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise Refused(Why.PASSWORD)
            return Container(Kind.ODS)
    raise Refused(Why.NOT_A_SPREADSHEET)


def _refuse_bomb(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if (
        len(entries) > MOST_ENTRIES
        or unpacked > MOST_UNPACKED
        or (unpacked > _RATIO_FLOOR and unpacked > MOST_RATIO * max(packed, 1))
    ):
        raise Refused(Why.ZIP_BOMB)
