"""What kind of file some bytes are, and whether it is worth unpacking: asked before any reader opens it.

What gets past these questions still runs into the limits of the process; they give the better sentence.

The name of the file is not asked: offices rename text to .xls and worksheets to .csv, the bytes do not lie.
"""

import io
import struct
import zipfile
from dataclasses import dataclass
from enum import Enum

from core.spreadsheets.limits import MEGABYTE, MOST_ENTRIES, MOST_RATIO, MOST_UNPACKED, Refused, Why

# Kind, length, version and type of the record with which a workbook of Excel 97 to 2003 begins.
_WORKBOOK_HEAD = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_WRITE_PROTECT, _FILE_PASS = 0x86, 0x2F
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# An honest list of some pages may pack very well; below this size the ratio is not looked at.
_RATIO_FLOOR = 20 * MEGABYTE


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
    """The container of `data`. Raises `Refused` for files locked, dangerous or of another kind."""
    if data.startswith(b"PK\x03\x04"):
        return _examine_zip(data)
    if data.startswith(_OLE):
        # A workbook with a password is packed into the container of the old format.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused(Why.PASSWORD)
        if _is_locked_xls(data):
            raise Refused(Why.PASSWORD)
        return Container(Kind.XLS)
    return Container(Kind.TEXT)


def _is_locked_xls(data: bytes) -> bool:
    """Whether FILEPASS stands at the head of the workbook: after it everything is encrypted ([MS-XLS] 2.4.117).

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
            raise Refused(Why.PASSWORD)
        # Reading every entry proves the sizes just trusted: one that unpacks to more fails its checksum.
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
