"""Has a separate process read a file.

Reading may take seconds. Call it outside a transaction: on SQLite it would block every writer.
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
# Wall-clock seconds. Longer than the child's processor limit, since the processor may be shared.
MOST_SECONDS = 20
# One reader at a time per process of the site, so that many files together use no more memory than one.
_turn = threading.BoundedSemaphore(1)
# A waiting request blocks one of the site's few threads: allow one being read and one waiting.
_places = threading.BoundedSemaphore(2)
# One file per user, so that nobody can block everyone else.
_readers: set[int] = set()
_of_readers = threading.Lock()


def answers(
    module: str, data: bytes, *, limits: Limits, whose: int | None = None, asked: dict[str, Any] | None = None
) -> Generator[Any]:
    """Yields, line by line, what the module's `lines(data, **asked)` says in a separate process.

    `whose` is the key of the waiting user, who may have one file read at a time. The child ends once the caller has
    seen enough. A complete answer ends with a line the caller recognizes; reading past it raises `Ended`, as do a
    missed turn and a killed process.
    """
    with _only_one_of(whose), _own_turn(), _child(_program(module, limits), json.dumps(asked or {})) as child:
        yield from _said(child, data, limits)


def answer(module: str, data: bytes, **more: Any) -> Any:
    """Returns the first and only item the module yields; `more` as for `answers`. Raises `Ended`."""
    with closing(answers(module, data, **more)) as said:
        return next(said)


def _program(module: str, limits: Limits) -> str:
    # Limits come first: even a reader's imports use memory.
    return (
        "import sys; sys.path.insert(0, sys.argv[1]); from core.apart.child import limit, tell;"
        f"limit({limits.memory}, {limits.processor_seconds}); from {module} import lines; tell(lines, sys.argv[2])"
    )


@contextmanager
def _only_one_of(whose: int | None) -> Iterator[None]:
    """Raises `Ended` if another file of this user is being read, or is waiting, in this process."""
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
    """Waits until nothing else is being read in this process. Raises `Ended` if that takes too long or others are
    waiting.
    """
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
        # Isolated mode (-I): neither environment variables nor the current folder affect the child's imports.
        (sys.executable, "-I", "-c", program, str(_ROOT), asked),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # Error messages of a reader may quote the file.
        stderr=subprocess.DEVNULL,
        # Leaves out the site's secrets.
        env={},
        cwd="/",
    ) as child:
        # Also ends a child that reads no input, which would block the writer forever.
        timer = threading.Timer(MOST_SECONDS, child.kill)
        timer.start()
        try:
            yield child
        finally:
            timer.cancel()
            child.kill()


def _said(child: "subprocess.Popen[bytes]", data: bytes, limits: Limits) -> Iterator[Any]:
    """Yields the child's output line by line. Raises `Ended` if it says too much or ends before its last line."""
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
    # A compiled reader aborts when it runs out of memory.
    raise Ended(Why.ABORTED if child.wait() == -signal.SIGABRT else Why.TOO_HEAVY)


def _tell(stdin: IO[bytes], data: bytes) -> None:
    # If the child is already gone, its exit status tells why. Closing flushes, so it may fail in the same way.
    with suppress(BrokenPipeError):
        stdin.write(data)
    with suppress(BrokenPipeError):
        stdin.close()
