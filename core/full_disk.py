"""Recognizes a full disk, which every layer reports differently."""

import errno
import sqlite3
from collections.abc import Iterator

_OF_THE_SYSTEM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
_OF_SQLITE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC}
_OF_POSTGRESQL = "53100"


def is_full(error: BaseException | None) -> bool:
    """True if the error, or one of its causes, says that storage is full or not writable."""
    return any(
        getattr(one, "errno", None) in _OF_THE_SYSTEM
        or getattr(one, "sqlite_errorcode", None) in _OF_SQLITE
        or getattr(one, "pgcode", None) == _OF_POSTGRESQL
        for one in _behind(error)
    )


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    # Django wraps driver errors in its own. Five levels exceed any chain of causes here.
    for _step in range(5):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__
