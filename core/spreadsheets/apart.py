"""Asks a process of its own to read a spreadsheet: a hostile file ends that process, and nothing else.

Reading takes up to seconds. Call it outside a transaction: on SQLite that would hold back everybody who writes.
"""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, cast

from core.spreadsheets.limits import MOST_BYTES, MOST_OUTPUT, MOST_SECONDS, Refused, Why
from core.spreadsheets.values import NamedSheet, Sheet, unpacked

_ROOT = Path(__file__).resolve().parents[2]
# Isolated (-I): neither variables nor the current folder decide what the child imports.
_COMMAND = (
    sys.executable,
    "-I",
    "-c",
    "import sys; sys.path.insert(0, sys.argv[1]); from core.spreadsheets.child import main; main()",
    str(_ROOT),
)
# One at a time in each process of the site, so that many files at once take no more memory than one.
_turn = threading.BoundedSemaphore(1)
# Whoever waits holds a thread of the site, of which there are few: the one that is read, and one more.
_places = threading.BoundedSemaphore(2)
# Of these one each, so that nobody keeps everybody else waiting.
_readers: set[int] = set()
_of_readers = threading.Lock()


def read(data: bytes, *, whose: int | None = None) -> Iterator[NamedSheet]:
    """Each sheet of the file, visible ones first.

    `whose` is the key of the user who waits for it; each has one file read at a time. The child ends when the caller
    has seen enough. Raises `Refused`.
    """
    if len(data) > MOST_BYTES:
        raise Refused(Why.TOO_LARGE)
    if not data:
        raise Refused(Why.EMPTY)
    with _only_one_of(whose), _own_turn(), _child() as child:
        yield from _sheets(_answers(child, data))


@contextmanager
def _only_one_of(whose: int | None) -> Iterator[None]:
    """Raises `Refused` where a file of the same user is read in this process, or waits for its turn."""
    if whose is None:
        yield
        return
    with _of_readers:
        if whose in _readers:
            raise Refused(Why.YOURS)
        _readers.add(whose)
    try:
        yield
    finally:
        _readers.discard(whose)


@contextmanager
def _own_turn() -> Iterator[None]:
    """Waits until nothing else is read in this process. Raises `Refused` where that takes long, or others wait."""
    if not _places.acquire(blocking=False):
        raise Refused(Why.BUSY)
    try:
        if not _turn.acquire(timeout=MOST_SECONDS):
            raise Refused(Why.BUSY)
        try:
            yield
        finally:
            _turn.release()
    finally:
        _places.release()


@contextmanager
def _child() -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(
        _COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # What a reader complains about may quote cells.
        stderr=subprocess.DEVNULL,
        # Without the secrets of the site.
        env={},
        cwd="/",
    ) as child:
        # Ends a child that takes no data, too: whoever writes to it would wait for ever.
        timer = threading.Timer(MOST_SECONDS, child.kill)
        timer.start()
        try:
            yield child
        finally:
            timer.cancel()
            child.kill()


def _answers(child: "subprocess.Popen[bytes]", data: bytes) -> Iterator[Any]:
    """What the child says, line by line. Raises `Refused` where it says too much or is ended before its last line."""
    stdin, stdout = cast("IO[bytes]", child.stdin), cast("IO[bytes]", child.stdout)
    _tell(stdin, data)
    left = MOST_OUTPUT
    while line := stdout.readline(left):
        left -= len(line)
        if not line.endswith(b"\n"):
            break
        yield json.loads(line)
    if left <= 0:
        raise Refused(Why.TOO_HEAVY)
    # A reader that asks for more memory than there is aborts: nearly always for a value in a far-away cell.
    raise Refused(Why.TOO_SPREAD if child.wait() == -signal.SIGABRT else Why.TOO_HEAVY)


def _tell(stdin: IO[bytes], data: bytes) -> None:
    # A child that is gone already tells why by how it ended. Closing writes what is left, so it may fail alike.
    with suppress(BrokenPipeError):
        stdin.write(data)
    with suppress(BrokenPipeError):
        stdin.close()


def _sheets(answers: Iterator[Any]) -> Iterator[NamedSheet]:
    head: dict[str, Any] | None = None
    rows: Sheet = []
    for answer in answers:
        if isinstance(answer, list):
            cells = [unpacked(value) for value in answer]
            rows.append(cells + [None] * ((head or {}).get("width", 0) - len(cells)))
            continue
        if head is not None:
            yield NamedSheet(rows, head["gap"], head["name"])
        if "refused" in answer:
            raise Refused(Why(answer["refused"]))
        if "end" in answer:
            return
        head, rows = answer, []
