"""A limit for work that may hang, even where Python itself no longer gets to run."""

import faulthandler
from collections.abc import Iterator
from contextlib import contextmanager

# The limits of the blocks that this process is in, from the outside to the inside.
_limits: list[float] = []


@contextmanager
def ending_the_process(*, after: float) -> Iterator[None]:
    """Ends the process with status 1 if the block takes longer than `after` seconds, and writes to standard error where
    each thread stood.

    Whoever supervises the process starts another. Within the block, a further one has a limit of its own; when that one
    ends, the limit of this begins anew, as its work evidently goes on. For one thread of a process.
    """
    _limits.append(after)
    _begin()
    try:
        yield
    finally:
        _limits.pop()
        _begin()


def _begin() -> None:
    """Starts the limit of the innermost block, in place of any other."""
    if _limits:
        faulthandler.dump_traceback_later(_limits[-1], exit=True)
    else:
        faulthandler.cancel_dump_traceback_later()
