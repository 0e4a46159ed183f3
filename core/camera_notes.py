"""Takes out of a compressed picture what a camera wrote beside it: place, time, device, preview, a film.

The picture's own data stay as they are, so nothing is lost to another compression.
"""

from collections.abc import Iterator

# JPEG (ITU-T T.81, B.1): start and end of a picture, start of its data, and application segments that tell its colors.
_START, _END, _DATA = 0xD8, 0xD9, 0xDA
_JFIF, _ADOBE = 0xE0, 0xEE
# Frames with their tables, but for the one kept free; data, tables, number of lines, restarts, and how frames are
# built on one another.
_DRAWING = {*range(0xC0, 0xD0), *range(_DATA, 0xE0)} - {0xC8}
# Within data 0xFF is followed by zero or by the mark of a restart.
_WITHIN_DATA = {0x00, *range(0xD0, 0xD8)}
# JPEG 2000 (ITU-T T.800, I.5): signature, file type, header, code stream.
_BOXES = {b"jP  ", b"ftyp", b"jp2h", b"jp2c"}
# What the header says of size and colors (I.5.3).
_HEADER_BOXES = {b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef", b"res "}
# Its code stream (A.2): start of it and of its sizes; start of a part and of the part's data; end; comment.
_CODE_START = b"\xff\x4f\xff\x51"
_PART, _PART_DATA, _CODE_END, _CODE_COMMENT = b"\xff\x90", b"\xff\x93", b"\xff\xd9", b"\xff\x64"


def without_jpeg_notes(data: bytes) -> bytes:
    """The JPEG with the segments that draw it or say what its colors are, and nothing else; nothing after its end.

    Raises ValueError if it is not a JPEG.
    """
    if data[:2] != bytes((0xFF, _START)):
        raise ValueError("no JPEG")
    kept, at = bytearray(data[:2]), 2
    while data[at : at + 2] != bytes((0xFF, _END)):
        if data[at : at + 2] == b"\xff\xff":
            at += 1
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at : at + 1] != b"\xff" or length < 2 or at + 2 + length > len(data):
            raise ValueError("broken JPEG")
        marker, end = data[at + 1], at + 2 + length
        if marker == _DATA:
            end = _end_of_data(data, end)
        kept += _bare(marker, data[at:end])
        at = end
        if at == len(data):
            # Cut off, as some scanners leave it; readers draw what there is.
            break
    return bytes(kept) + bytes((0xFF, _END))


def _end_of_data(data: bytes, at: int) -> int:
    """Where the next segment begins: a picture that is drawn in several passes has some between them."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        if data[at + 1] not in _WITHIN_DATA:
            return at
        at += 2
    return len(data)


def _bare(marker: int, segment: bytes) -> bytes:
    if marker == _JFIF and segment[4:9] == b"JFIF\0" and len(segment) >= 18:
        # Version and density, without a preview.
        return b"\xff\xe0\0\x10" + segment[4:16] + b"\0\0"
    if marker == _ADOBE and segment[4:9] == b"Adobe" and len(segment) >= 16:
        # Version and colors, without what may follow them.
        return b"\xff\xee\0\x0e" + segment[4:16]
    return segment if marker in _DRAWING else b""


def without_jpeg2000_notes(data: bytes) -> bytes:
    """The JPEG 2000 without boxes of text, and with zeros for its comments. Raises ValueError if it is broken."""
    if data.startswith(_CODE_START):
        return _without_comments(data)
    kept = bytearray()
    for kind, head, content in _boxes(data):
        if kind == b"jp2c":
            kept += head + _without_comments(content)
        elif kind == b"jp2h":
            inner = b"".join(start + rest for name, start, rest in _boxes(content) if name in _HEADER_BOXES)
            kept += (8 + len(inner)).to_bytes(4, "big") + kind + inner
        elif kind in _BOXES:
            kept += head + content
    return bytes(kept)


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Kind, head and content of each box."""
    at = 0
    while at < len(data):
        length, kind, start = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], at + 8
        if length == 1:
            length, start = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
        # The last box may run to the end.
        end = at + length if length else len(data)
        if end < start or end > len(data):
            raise ValueError("broken JPEG 2000")
        yield kind, data[at:start], data[start:end]
        at = end


def _without_comments(code: bytes) -> bytes:
    """The code stream with zeros in its comments and after its end: lengths that are named elsewhere stay true."""
    made, at, end_of_part = bytearray(code), 2, len(code)
    while at < len(code) and (marker := code[at : at + 2]) != _CODE_END:
        if marker == _PART_DATA and at < end_of_part:
            at = end_of_part
            continue
        length = int.from_bytes(code[at + 2 : at + 4], "big")
        if marker[:1] != b"\xff" or length < 2 or at + 2 + length > len(code):
            raise ValueError("broken JPEG 2000")
        if marker == _PART:
            # The last part may run to the end; one that is cut off is drawn as far as it goes.
            size = int.from_bytes(code[at + 6 : at + 10], "big")
            end_of_part = at + size if size else len(code)
        elif marker == _CODE_COMMENT:
            made[at + 4 : at + 2 + length] = bytes(length - 2)
        at += 2 + length
        if at > end_of_part:
            raise ValueError("broken JPEG 2000")
    made[at + 2 :] = bytes(len(made[at + 2 :]))
    return bytes(made)
