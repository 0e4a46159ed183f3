"""Splits a written PDF into objects shared by all certificates of a shape and objects made for each."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from certification.stamping.errors import Unstampable
from certification.stamping.page_marks import has_mark
from certification.stamping.skeleton import Numbers, Piece, Slot
from certification.stamping.writing import Table, place, stream

# The holder's pictures are recognized by their dimensions.
QR, FACTS, PHOTO = (7, 7), (11, 11), (60, 80)

_HEAD = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
_SHORT = 400  # bytes; shorter text between two of the holder's words is written together with them
_WIDE_TEXT = re.compile(rb"<feff((?:[0-9a-f]{4})+)>", re.IGNORECASE)


class Dismantled:
    """A document WeasyPrint is about to write. `pages` are the operators that draw each page."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        # A snapshot: WeasyPrint later adds objects that hold its own file together.
        self._objects: list[Any] = list(pdf.objects)
        self._page_objects = [pdf.objects[number] for number in pdf.pages["Kids"][::3]]
        self._contents = [_number(page["Contents"]) for page in self._page_objects]
        self.pages = [[_bytes(part) for part in self._objects[number].stream] for number in self._contents]
        self.info: bytes = pdf.info.data
        self._metadata = _number(pdf.catalog["Metadata"])
        self.metadata: bytes = b"\n".join(self._objects[self._metadata].stream)

    def pieces(self, slots: Mapping[tuple[int, int], Slot]) -> tuple[Piece, ...]:
        """The content of all pages in pieces, with slots (by page and operator) instead of marks.

        Replaces the content of the document's pages with these pieces.
        """
        found: list[Piece] = []
        following = len(self._objects)
        for page, (operators, number) in enumerate(zip(self.pages, self._contents, strict=True)):
            runs = list(_runs(_segments(operators, {at: slot for (on, at), slot in slots.items() if on == page})))
            numbers = [number, *range(following, following + len(runs) - 1)]
            following += len(runs) - 1
            found += [Piece(number, own, tuple(run)) for number, (own, run) in zip(numbers, runs, strict=True)]
            self._page_objects[page]["Contents"] = b"[%b]" % b" ".join(b"%d 0 R" % number for number in numbers)
        return tuple(found)

    def numbers(self, pieces: tuple[Piece, ...]) -> Numbers:
        """Numbers of the objects made for each certificate, apart from the pieces."""
        last = max(len(self._objects) - 1, *(piece.number for piece in pieces))
        qr = self._picture(QR)
        if qr is None:
            raise Unstampable("shape", "no QR symbol on the paper")
        root = self._pdf.catalog.number
        return Numbers(
            qr, self._picture(FACTS), self._picture(PHOTO), last + 1, self._metadata, root, last + 2, last + 3
        )

    def start(self, pieces: tuple[Piece, ...], numbers: Numbers) -> tuple[bytes, bytes]:
        """The leading bytes of every file, and the table of the objects in them."""
        anew = {piece.number for piece in pieces} | {numbers.qr, numbers.facts, numbers.photo, numbers.metadata}
        kept = [one for one in self._objects if one.free != "f" and one.number not in anew]
        table = Table.of(numbers.table + 1)
        streams = [(one.number, one.indirect + b"\n") for one in kept if not one.compressible]
        packed = [one for one in kept if one.compressible]
        _refuse_marks(packed)
        for index, one in enumerate(packed):
            table.stands_in(one.number, numbers.pack, index)
        objects = [*streams, (numbers.pack, _pack(numbers.pack, packed))]
        return _HEAD + place(table, objects, len(_HEAD)), bytes(table.rows)

    def _picture(self, measures: tuple[int, int]) -> int | None:
        found = [
            one.number
            for one in self._objects
            if getattr(one, "extra", {}).get("Subtype") == "/Image"
            and (one.extra["Width"], one.extra["Height"]) == measures
        ]
        if len(found) > 1:
            raise Unstampable("shape", f"{len(found)} pictures of {measures}")
        return found[0] if found else None


def _number(reference: Any) -> int:
    return int(bytes(reference).split()[0])


def _bytes(part: Any) -> bytes:
    if isinstance(part, bytes):
        return part
    found: bytes = part.encode() if isinstance(part, str) else part.data
    return found


def _segments(operators: list[bytes], slots: Mapping[int, Slot]) -> Iterator[bytes | Slot]:
    """Alternating bytes and slots; a slot replaces three operators."""
    begun = 0
    for at in sorted(slots):
        yield b"\n".join(operators[begun:at])
        yield slots[at]
        begun = at + 3
    yield b"\n".join(operators[begun:])


def _is_short(segments: list[bytes | Slot]) -> bool:
    """Whether it costs less to rewrite these, none of them a slot, than to part the words beside them."""
    operators = [one for one in segments if isinstance(one, bytes)]
    return len(operators) == len(segments) and sum(map(len, operators)) <= _SHORT


def _filled(*runs: tuple[bool, list[bytes | Slot]]) -> Iterator[tuple[bool, list[bytes | Slot]]]:
    return (run for run in runs if run[1])


def _runs(segments: Iterator[bytes | Slot]) -> Iterator[tuple[bool, list[bytes | Slot]]]:
    """The segments split where the holder's words begin and end, so that only those are rewritten."""
    run: list[bytes | Slot] = []
    own = False
    waiting: list[bytes | Slot] = []  # after words of the holder: joined to them if more of those follow soon
    for segment in segments:
        if isinstance(segment, Slot) and segment.own:
            if own and _is_short(waiting):
                run += waiting
            else:
                yield from _filled((own, run), (False, waiting))
                run = []
            run.append(segment)
            own, waiting = True, []
        elif own:
            waiting.append(segment)
        else:
            run.append(segment)
    yield from _filled((own, run), (False, waiting))


def _pack(number: int, objects: list[Any]) -> bytes:
    """The objects in one compressed stream."""
    bodies = [one.data for one in objects]
    offsets, offset = [], 0
    for one, body in zip(objects, bodies, strict=True):
        offsets.append(b"%d %d" % (one.number, offset))
        offset += len(body) + 1
    head = b" ".join(offsets) + b"\n"
    entries = b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head))
    return stream(number, head + b"\n".join(bodies), entries, level=9)


def _refuse_marks(objects: list[Any]) -> None:
    """Refuses marks outside slots (in a bookmark, say), since they would be printed."""
    for one in objects:
        for found in _WIDE_TEXT.findall(one.data):
            if has_mark(bytes.fromhex(found.decode()).decode("utf-16-be")):
                raise Unstampable("shape", "a text stands outside the pages")
