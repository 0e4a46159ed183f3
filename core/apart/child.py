"""The process that reads one file: bytes come in by its input, lines of JSON go out, and nothing else is left.

Whoever sees no last line knows that the process was ended: by one of its limits, or by the reader's own fault.
"""

import json
import resource
import sys
from collections.abc import Callable, Iterator
from typing import Any


def limit(memory: int, processor_seconds: int) -> None:
    """Sets the limits of this process, for good."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, processor_seconds + 1))
    # What is read may be about people in custody: no file is written, and no memory dumped on a disk.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def tell(lines: Callable[..., Iterator[Any]], asked: str) -> None:
    """Says what `lines(data, **asked)` has to say of the bytes in the input."""
    data = sys.stdin.buffer.read()
    out = sys.stdout.buffer
    for line in lines(data, **json.loads(asked)):
        out.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
    out.flush()
