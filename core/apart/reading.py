"""Asks a process of its own to read a file.

Reading takes up to seconds. Call it outside a transaction: on SQLite that would hold back everybody who writes.
"""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO, Any, cast

from core.apart.limits import Ended, Limits, Why

_ROOT = Path(__file__).resolve().parents[2]
# Of the one who waits for it. The processor may be shared with others, so it is longer than what a child may use.
MOST_SECONDS = 20
# One at a time in each process of the site, so that many files at once take no more memory than one.
_turn = threading.BoundedSemaphore(1)
# Whoever waits holds a thread of the site, of which there are few: the one that is read, and one more.
_places = threading.BoundedSemaphore(2)
# Of these one each, so that nobody keeps everybody else waiting.
_readers: set[int] = set()
_of_readers = threading.Lock()


def answers(
    module: str, data: bytes, *, limits: Limits, whose: int | None = None, asked: dict[str, Any] | None = None
) -> Generator[Any]:
    """What `lines(data, **asked)` of that module says in a process of its own, line by line.

    `whose` is the key of the user who waits for it; each has one file read at a time. The child ends when the caller
    has seen enough. A reader that says all it has to say ends by a line that its caller knows; behind the last line,
    where no caller should come, this raises `Ended`, as wherever there was no turn or the process was ended.
    """
    with _only_one_of(whose), _own_turn(), _child(_program(module, limits), json.dumps(asked or {})) as child:
        yield from _said(child, data, limits)


def answer(module: str, data: bytes, **more: Any) -> Any:
    """The first thing that the module says, of one that has no more to say; `more` as for `answers`. Raises `Ended`."""
    with closing(answers(module, data, **more)) as said:
        return next(said)


def _program(module: str, limits: Limits) -> str:
    # The limits come first: already what a reader imports takes memory.
    return (
        "import sys; sys.path.insert(0, sys.argv[1]); from core.apart.child import limit, tell;"
        f"limit({limits.memory}, {limits.processor_seconds}); from {module} import lines; tell(lines, sys.argv[2])"
    )


@contextmanager
def _only_one_of(whose: int | None) -> Iterator[None]:
    """Raises `Ended` where a file of the same user is read in this process, or waits for its turn."""
    if whose is None:
        yield
        return
    with _of_readers:
        if whose in _readers:
            raise Ended(Why.YOURS)
        _readers.add(whose)
    try:
        yield
    finally:
        _readers.discard(whose)


@contextmanager
def _own_turn() -> Iterator[None]:
    """Waits until nothing else is read in this process. Raises `Ended` where that takes long, or others wait."""
    if not _places.acquire(blocking=False):
        raise Ended(Why.BUSY)
    try:
        if not _turn.acquire(timeout=MOST_SECONDS):
            raise Ended(Why.BUSY)
        try:
            yield
        finally:
            _turn.release()
    finally:
        _places.release()


@contextmanager
def _child(program: str, asked: str) -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(
        # Isolated (-I): neither variables nor the current folder decide what the child imports.
        (sys.executable, "-I", "-c", program, str(_ROOT), asked),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # What a reader complains about may quote the file.
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


def _said(child: "subprocess.Popen[bytes]", data: bytes, limits: Limits) -> Iterator[Any]:
    """What the child says, line by line. Raises `Ended` where it says too much or is ended before its last line."""
    stdin, stdout = cast("IO[bytes]", child.stdin), cast("IO[bytes]", child.stdout)
    _tell(stdin, data)
    left = limits.output
    while line := stdout.readline(left):
        left -= len(line)
        if not line.endswith(b"\n"):
            break
        yield json.loads(line)
    if left <= 0:
        raise Ended(Why.TOO_HEAVY)
    # A compiled reader that asks for more memory than there is aborts.
    raise Ended(Why.ABORTED if child.wait() == -signal.SIGABRT else Why.TOO_HEAVY)


def _tell(stdin: IO[bytes], data: bytes) -> None:
    # A child that is gone already tells why by how it ended. Closing writes what is left, so it may fail alike.
    with suppress(BrokenPipeError):
        stdin.write(data)
    with suppress(BrokenPipeError):
        stdin.close()
