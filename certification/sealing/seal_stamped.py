"""Seals a certificate written by `certification.stamping` in half a millisecond instead of thirty.

The structure of stamped files is known: the cross-reference table is not compressed, and catalog and first page are in
one object stream shared by all certificates of a shape. Two dictionaries, a field and the signature can therefore be
appended as bytes (an incremental update, ISO 32000-2, 7.5.6). Other files are refused here and sealed by pyHanko,
which verifies both.
"""

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from struct import Struct

from certification.sealing.key_files import OpenKey
from certification.sealing.message import message_of
from certification.stamping.writing import stream, string

FIELD = "Segel"
LABEL = "Segel integritas"
# An invisible field has no size (PDF/A-3) and lies outside the page (PDF/UA-1).
_OUTSIDE = b"[-9999 -9999 -9999 -9999]"
# Printed and locked.
_FLAGS = 132
_ROW = Struct(">BIH")
_PACKED, _STANDS = 2, 1
_END = re.compile(rb"startxref\n(\d{1,9})\n%%EOF\n\Z")
_TABLE = re.compile(
    rb"\d+ 0 obj\n<</Type/XRef/Size (\d+)/W\[1 4 2\]/Root (\d+) 0 R/Info (\d+) 0 R/ID\[<([0-9a-f]{32})><[0-9a-f]{32}>\]"
    rb"/Length (\d+)>>\nstream\n"
)
_PACK = re.compile(rb"\d+ 0 obj\n<</Type/ObjStm/N (\d+)/First (\d+)/Filter/FlateDecode/Length (\d+)>>\nstream\n")
_RANGE = b"[0 %10d %10d %10d]"
_SIGNATURE_ENDS = b">>\nendobj\n"


class NotStamped(Exception):
    """The file was not written by stamping and must be sealed the other way."""


@dataclass(frozen=True)
class _Known:
    """What the end of the file says about its structure."""

    table: int
    size: int
    root: int
    info: int
    name: bytes
    rows: memoryview


def sealed(content: bytes, key: OpenKey, *, at: datetime) -> bytes:
    """The file with its seal appended: starts with `content`; the seal covers everything but itself.

    Raises `NotStamped` if the file was not written by stamping.
    """
    known = _known(content)
    root, page, page_number = _dictionaries(content, known)
    message, digest = message_of(key), sha256(content)
    field, signature = known.size, known.size + 1
    places: dict[int, int] = {}
    body = b"".join(
        _placed(
            places,
            len(content),
            [
                (known.root, root + b"/AcroForm<</Fields[%d 0 R]/SigFlags 3>>>>" % field),
                (page_number, page + b"/Annots[%d 0 R]>>" % field),
                (field, _field(page_number, signature)),
            ],
        )
    )
    places[signature] = len(content) + len(body)
    head = _signature(signature, key.name, at)
    opens = places[signature] + len(head)
    closes = opens + 2 * message.length + 2
    behind = _SIGNATURE_ENDS + _table(known, places, closes + len(_SIGNATURE_ENDS), digest.hexdigest()[:32].encode())
    head = head.replace(_RANGE % (0, 0, 0), _RANGE % (opens, closes, len(behind)))
    digest.update(body + head + behind)
    coded = message.over(digest.digest()).hex().encode().ljust(2 * message.length, b"0")
    return b"".join((content, body, head, b"<", coded, b">", behind))


def _known(content: bytes) -> _Known:
    found = _END.search(content, max(0, len(content) - 64))
    if not found:
        raise NotStamped("the end")
    offset = int(found[1])
    table = _TABLE.match(content, offset)
    if not table:
        raise NotStamped("the table")
    size, root, info, length = (int(table[at]) for at in (1, 2, 3, 5))
    if length != size * _ROW.size:
        raise NotStamped("the rows")
    rows = memoryview(content)[table.end() : table.end() + length]
    return _Known(offset, size, root, info, table[4], rows)


def _dictionaries(content: bytes, known: _Known) -> tuple[bytes, bytes, int]:
    """Catalog and first page, both without their closing delimiter, and the page's object number."""
    kind, pack, _at = _ROW.unpack_from(known.rows, known.root * _ROW.size)
    stands, offset, _generation = _ROW.unpack_from(known.rows, pack * _ROW.size)
    begin = _PACK.match(content, offset)
    if (kind, stands) != (_PACKED, _STANDS) or not begin:
        raise NotStamped("the catalog")
    packed = content[begin.end() : begin.end() + int(begin[3])]
    root, page, number = _unpacked(packed, int(begin[1]), int(begin[2]), known.root)
    if _ROW.unpack_from(known.rows, number * _ROW.size)[:2] != (_PACKED, pack):
        raise NotStamped("the first page")
    return root, page, number


@lru_cache(maxsize=64)
def _unpacked(packed: bytes, count: int, first: int, root: int) -> tuple[bytes, bytes, int]:
    """The same from the object stream, which all certificates of a shape share."""
    content = zlib.decompress(packed)
    numbers = [int(one) for one in content[:first].split()]
    offsets = dict(zip(numbers[::2], numbers[1::2], strict=True))
    ends = [*sorted(offsets.values())[1:], len(content) - first]
    end_of = dict(zip(sorted(offsets.values()), ends, strict=True))

    def read(number: int) -> bytes:
        try:
            offset = offsets[number]
        except KeyError:
            raise NotStamped(f"object {number}") from None
        return content[first + offset : first + end_of[offset]].strip()

    catalog = read(root)
    page = _reference(rb"/Kids ?\[(\d+) 0 R", read(_reference(rb"/Pages (\d+) 0 R", catalog)))
    return _opened(catalog, b"/AcroForm"), _opened(read(page), b"/Annots"), page


def _reference(pattern: bytes, text: bytes) -> int:
    found = re.search(pattern, text)
    if not found:
        raise NotStamped(pattern.decode())
    return int(found[1])


def _opened(dictionary: bytes, name: bytes) -> bytes:
    """The dictionary without its closing delimiter, ready for an entry it must not have yet."""
    if not dictionary.endswith(b">>") or name in dictionary:
        raise NotStamped(name.decode())
    return dictionary[:-2]


def _placed(places: dict[int, int], offset: int, objects: Iterable[tuple[int, bytes]]) -> Iterator[bytes]:
    """The objects in sequence from byte `offset`; records where each begins."""
    for number, content in objects:
        written = b"%d 0 obj\n%b\nendobj\n" % (number, content)
        places[number] = offset
        offset += len(written)
        yield written


def _field(page: int, signature: int) -> bytes:
    return b"<</Type/Annot/Subtype/Widget/FT/Sig/T%b/TU%b/F %d/P %d 0 R/Rect%b/V %d 0 R>>" % (
        string(FIELD),
        string(LABEL),
        _FLAGS,
        page,
        _OUTSIDE,
        signature,
    )


def _signature(number: int, name: str, at: datetime) -> bytes:
    """The signature object up to the placeholder for the signature itself."""
    moment = at.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'")
    return (
        b"%d 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached"
        b"/Name%b/Reason%b/M%b/ByteRange%b/Contents"
    ) % (number, string(name), string(LABEL), string(moment), _RANGE % (0, 0, 0))


def _table(known: _Known, places: dict[int, int], offset: int, name: bytes) -> bytes:
    """The cross-reference table of the appended objects, from byte `offset`, and the end of the file."""
    number = known.size + 2
    found = sorted({**places, number: offset}.items())
    rows = b"".join(_ROW.pack(_STANDS, place, 0) for _number, place in found)
    index = b" ".join(b"%d 1" % number for number, _place in found)
    entries = b"/Type/XRef/Size %d/W[1 4 2]/Index[%b]/Prev %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]" % (
        number + 1,
        index,
        known.table,
        known.root,
        known.info,
        known.name,
        name,
    )
    return stream(number, rows, entries) + b"startxref\n%d\n%%%%EOF\n" % offset
