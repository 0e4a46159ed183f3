"""The process that reads one file: bytes in on stdin, JSON lines out on stdout, nothing else.

If the last line is missing, the process was killed by one of its limits or by a fault of the reader.
"""

import json
import resource
import sys
from collections.abc import Callable, Iterator
from typing import Any


def limit(memory: int, processor_seconds: int) -> None:
    """Sets this process's limits, irrevocably."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, processor_seconds + 1))
    # The input may be about people in custody: write no file and dump no memory to disk.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def tell(lines: Callable[..., Iterator[Any]], asked: str) -> None:
    """Prints what `lines(data, **asked)` yields for the bytes on stdin."""
    data = sys.stdin.buffer.read()
    out = sys.stdout.buffer
    for line in lines(data, **json.loads(asked)):
        out.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
    out.flush()
