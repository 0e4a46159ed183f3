"""The process that reads one spreadsheet: bytes come in by its input, lines of JSON go out, and nothing else is left.

A line is a row (a list) or tells something (an object): that a sheet begins, why the file is refused, that it is over.
Whoever sees no last line knows that the process was ended: by one of its limits, or by the reader's own fault.
"""

import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

from core.spreadsheets.limits import MOST_MEMORY, MOST_PROCESSOR_SECONDS, Refused, Why
from core.spreadsheets.sheets import parts_of
from core.spreadsheets.values import packed


def main() -> None:
    """Reads what stands in the input, within the limits."""
    _limit()
    data = sys.stdin.buffer.read()
    out = sys.stdout.buffer
    for line in _lines(data):
        out.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
    out.flush()


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_PROCESSOR_SECONDS, MOST_PROCESSOR_SECONDS + 1))
    # What is read may be about people in custody: no file is written, and no memory dumped on a disk.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _lines(data: bytes) -> Iterator[Any]:
    try:
        for part in parts_of(data):
            yield {"gap": part.gap, "width": part.width, "name": part.name}
            for row in part.rows():
                yield [packed(cell) for cell in row]
        yield {"end": True}
    except Refused as error:
        yield {"refused": error.why}
    except MemoryError:
        yield {"refused": Why.TOO_HEAVY}
    except BaseException:
        # A panic of the compiled reader is no Exception. Whatever it stumbles over means the same to the user.
        yield {"refused": Why.NOT_A_SPREADSHEET}
