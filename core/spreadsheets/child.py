"""Output of the process that reads one spreadsheet.

A line is either a row (a list) or a statement (an object): a sheet begins, the file is refused, or it is complete.
"""

from collections.abc import Iterator
from typing import Any

from core.spreadsheets.limits import Refused, Why
from core.spreadsheets.sheets import parts_of
from core.spreadsheets.values import packed


def lines(data: bytes) -> Iterator[Any]:
    """Yields the sheets of the file, or why it is refused."""
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
        # A panic of the compiled reader is not an Exception. Whatever goes wrong in it, it means the same to the user.
        yield {"refused": Why.NOT_A_SPREADSHEET}
