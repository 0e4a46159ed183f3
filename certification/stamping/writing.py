"""Writes PDF bytes object by object: streams, texts, cross-reference table."""

import re
import zlib
from codecs import BOM_UTF16_BE
from collections.abc import Iterable
from struct import Struct

_ROW = Struct(">BIH")  # type; offset or stream number; generation or index in the stream
_FREE, _STANDS, _PACKED = 0, 1, 2


def stream(number: int, content: bytes, entries: bytes = b"", *, level: int = 0) -> bytes:
    """An indirect stream object, deflated if a level is given."""
    if level:
        content, entries = zlib.compress(content, level), entries + b"/Filter/FlateDecode"
    return b"%d 0 obj\n<<%s/Length %d>>\nstream\n%b\nendstream\nendobj\n" % (number, entries, len(content), content)


def string(text: str) -> bytes:
    """A text string for a dictionary."""
    if text.isascii():
        return b"(" + re.sub(rb"([\\()])", rb"\\\1", text.encode()) + b")"
    return b"<" + (BOM_UTF16_BE + text.encode("utf-16-be")).hex().encode() + b">"


def real(value: float) -> str:
    """A number formatted like WeasyPrint's."""
    return str(int(value)) if value.is_integer() else f"{value:f}".rstrip("0")


class Table:
    """The cross-reference table in binary form."""

    def __init__(self, rows: bytes) -> None:
        self.rows = bytearray(rows)

    @classmethod
    def of(cls, size: int) -> "Table":
        """A table for this many objects, all free."""
        return cls(_ROW.pack(_FREE, 0, 0) * size)

    def stands(self, number: int, offset: int) -> None:
        """Records an object at that byte of the file."""
        _ROW.pack_into(self.rows, _ROW.size * number, _STANDS, offset, 0)

    def stands_in(self, number: int, within: int, index: int) -> None:
        """Records an object at that index of an object stream."""
        _ROW.pack_into(self.rows, _ROW.size * number, _PACKED, within, index)

    def closing(self, number: int, offset: int, entries: bytes) -> bytes:
        """The end of the file from byte `offset`: the table as object `number`, with the trailer entries."""
        self.stands(number, offset)
        size = len(self.rows) // _ROW.size
        head = b"/Type/XRef/Size %d/W[1 4 2]%b" % (size, entries)
        return stream(number, bytes(self.rows), head) + b"startxref\n%d\n%%%%EOF\n" % offset


def place(table: Table, objects: Iterable[tuple[int, bytes]], offset: int) -> bytes:
    """The objects in sequence from byte `offset`, each recorded in the table."""
    chunks = []
    for number, content in objects:
        table.stands(number, offset)
        offset += len(content)
        chunks.append(content)
    return b"".join(chunks)
