"""Recognizes a full disk, which every layer reports differently."""

import errno
import sqlite3

from core.errors import causes

_OF_THE_SYSTEM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
_OF_SQLITE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC}
_OF_POSTGRESQL = "53100"


def is_full(error: BaseException | None) -> bool:
    """True if the error, or one of its causes, says that storage is full or not writable."""
    return any(
        getattr(one, "errno", None) in _OF_THE_SYSTEM
        or getattr(one, "sqlite_errorcode", None) in _OF_SQLITE
        or getattr(one, "pgcode", None) == _OF_POSTGRESQL
        for one in causes(error)
    )
