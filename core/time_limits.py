"""A limit for work that may hang, even where Python itself no longer gets to run."""

import faulthandler
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ending_the_process(*, after: float) -> Iterator[None]:
    """Ends the process with status 1 if the block takes longer than `after` seconds, and writes to standard error where
    each thread stood.

    Whoever supervises the process starts another. One block at a time in a process: a second takes over the limit.
    """
    faulthandler.dump_traceback_later(after, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
