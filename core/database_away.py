"""Recognizes a database that does not answer, which the drivers report differently."""

import sqlite3

from django.db import InterfaceError, OperationalError

from core.errors import causes

# Of PostgreSQL: connections that fail, and a server that stops or starts.
_CLASSES = ("08", "57P")


def is_away(error: BaseException | None) -> bool:
    """True if the error, or one of its causes, says that the database cannot be reached."""
    found = list(causes(error))
    if not any(isinstance(one, (OperationalError, InterfaceError)) for one in found):
        return False
    return any(_says_so(one) for one in found)


def _says_so(error: BaseException) -> bool:
    if hasattr(error, "pgcode"):
        # Whoever could not connect has no code.
        return error.pgcode is None or error.pgcode.startswith(_CLASSES)
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_CANTOPEN
