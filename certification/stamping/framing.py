"""A skeleton with the words of a class filled in: only each holder's words are left."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from xml.sax.saxutils import escape

from certification.stamping import symbols
from certification.stamping.compiling import AUTHOR, CREATED, TITLE
from certification.stamping.errors import Unstampable
from certification.stamping.page_marks import filled
from certification.stamping.skeleton import Skeleton
from certification.stamping.writing import Table, place, stream, string

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_METADATA = b"/Type/Metadata/Subtype/XML"


@dataclass(frozen=True)
class Frame:
    """The bytes all certificates of a class begin with, and what is needed to continue."""

    skeleton: Skeleton
    middle: bytes
    rows: bytes
    digest: bytes
    info: tuple[bytes, bytes]
    metadata: tuple[bytes, bytes]

    def stamped(self, own: Mapping[str, Any], photo: "Photo | None" = None) -> bytes:
        """The certificate with these words of its holder. Deterministic. Raises `Unstampable`."""
        skeleton, numbers = self.skeleton, self.skeleton.numbers
        entries, rows = symbols.picture(own["check"]["url"])
        signed = own["check"].get("signed")
        title = filled(skeleton.title, own)
        objects = [
            (piece.number, stream(piece.number, piece.content(own, skeleton.faces)))
            for piece in skeleton.pieces
            if piece.own
        ]
        objects.append((numbers.qr, stream(numbers.qr, rows, entries)))
        if numbers.facts and signed:
            entries, rows = symbols.facts_picture(signed)
            objects.append((numbers.facts, stream(numbers.facts, rows, entries)))
        if numbers.photo:
            if photo is None:
                raise Unstampable("picture", "no photo")
            objects.append((numbers.photo, photo.object(numbers.photo)))
        metadata = escape(title).encode().join(self.metadata)
        objects.append((numbers.metadata, stream(numbers.metadata, metadata, _METADATA)))
        objects.append((numbers.info, string(title).join(self.info)))
        return self._closed(objects)

    def _closed(self, objects: list[tuple[int, bytes]]) -> bytes:
        table, numbers = Table(self.rows), self.skeleton.numbers
        offset = len(self.skeleton.start) + len(self.middle)
        end = place(table, objects, offset)
        # Words, symbol and photo; document info and metadata repeat the number, which is among the words.
        told = b"".join([content for _number, content in objects[:-2]])
        name = sha256(self.digest + told).hexdigest()[:32].encode()
        trailer = b"/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]" % (numbers.root, numbers.info, name, name)
        return b"".join(
            (self.skeleton.start, self.middle, end, table.closing(numbers.table, offset + len(end), trailer))
        )


@dataclass(frozen=True)
class Photo:
    """A portrait as JPEG, 3:4."""

    content: bytes
    width: int
    height: int

    def object(self, number: int) -> bytes:
        """The picture as a PDF object."""
        if self.width * 4 != self.height * 3:
            raise Unstampable("picture", f"{self.width} x {self.height}")
        entries = (
            b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8"
            b"/Interpolate true/Filter/DCTDecode" % (self.width, self.height)
        )
        return stream(number, self.content, entries)


def frame_of(skeleton: Skeleton, words: Mapping[str, Any]) -> Frame:
    """The frame shared by all certificates whose words differ only in the holder's own. Raises `Unstampable`."""
    table = Table(skeleton.rows)
    common = [
        (piece.number, stream(piece.number, piece.content(words, skeleton.faces), level=9))
        for piece in skeleton.pieces
        if not piece.own
    ]
    middle = place(table, common, len(skeleton.start))
    info, metadata = _about(skeleton, words)
    digest = sha256(b"".join((skeleton.start, middle, *info, *metadata))).digest()
    return Frame(skeleton, middle, bytes(table.rows), digest, info, metadata)


def _about(skeleton: Skeleton, words: Mapping[str, Any]) -> tuple[tuple[bytes, bytes], tuple[bytes, bytes]]:
    """What precedes and follows the title in the document info object and in the metadata."""
    author, created = filled(skeleton.author, words), words.get("issued_on", "")
    if created and not _DAY.fullmatch(created):
        raise Unstampable("shape", f"not a day: {created!r}")
    info = skeleton.info.replace(string(AUTHOR), string(author)).replace(_digits(CREATED), _digits(created))
    before, _title, behind = info.partition(string(TITLE))
    xmp = skeleton.metadata.replace(AUTHOR.encode(), escape(author).encode())
    head, _title, tail = xmp.replace(CREATED.encode(), created.encode()).partition(TITLE.encode())
    return (b"%d 0 obj\n%b" % (skeleton.numbers.info, before), behind + b"\nendobj\n"), (head, tail)


def _digits(day: str) -> bytes:
    return day.replace("-", "").encode()
