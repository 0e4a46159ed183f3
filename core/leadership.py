"""One machine at a time: work of which two machines of one site must not do the same.

On PostgreSQL a lock of a session that does nothing else; it ends with its process, its machine or its network, and
another machine takes it. On SQLite there is one machine.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum

from django.db import Error, connection
from django.db.backends.base.base import BaseDatabaseWrapper

# "TRPL", which tells our locks from those of others in the same database.
_SPACE = 0x5452504C
# The server lets go of a machine that has not answered for so many seconds, instead of after two hours.
_IDLE, _BETWEEN, _TRIES = 5, 2, 3


class Duty(IntEnum):
    """What one machine does for all; the number is part of its lock."""

    ROUNDS = 1
    UPKEEP = 2
    MIGRATION = 3


class Seat:
    """The place of the one that has a duty. Whoever holds it asks before each piece of work whether it still does."""

    def __init__(self, duty: Duty) -> None:
        self.duty = duty
        self._session: BaseDatabaseWrapper | None = None

    def is_held(self) -> bool:
        """Whether this process has the duty, taking it if it is free; False if the database does not answer."""
        if connection.vendor != "postgresql":
            return True
        try:
            if self._session is None:
                return self._take()
            # The lock lasts as long as its session.
            with self._session.cursor() as cursor:
                cursor.execute("SELECT 1")
        except Error:
            self.leave()
            return False
        return True

    def leave(self) -> None:
        """Lets somebody else have the duty."""
        session, self._session = self._session, None
        if session is not None:
            _end(session, self.duty)

    def _take(self) -> bool:
        session = connection.copy()
        try:
            with session.cursor() as cursor:
                cursor.execute(
                    f"SET tcp_keepalives_idle = {_IDLE}; SET tcp_keepalives_interval = {_BETWEEN}; "
                    f"SET tcp_keepalives_count = {_TRIES}"
                )
                cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_SPACE, self.duty])
                (is_taken,) = cursor.fetchone()
        except Error:
            session.close()
            raise
        if is_taken:
            self._session = session
        else:
            session.close()
        return bool(is_taken)


@contextmanager
def waiting_for(duty: Duty) -> Iterator[None]:
    """Has the duty within the block, after whoever has it now. Ends with its process, however that ends."""
    if connection.vendor != "postgresql":
        yield
        return
    session = connection.copy()
    try:
        with session.cursor() as cursor:
            # Another machine may migrate for as long as that takes.
            cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [_SPACE, duty])
        yield
    finally:
        _end(session, duty)


def _end(session: BaseDatabaseWrapper, duty: Duty) -> None:
    # A server may notice late that its client is gone; one that is told frees the lock before it answers.
    with suppress(Error), session.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_SPACE, duty])
    with suppress(Error):
        session.close()
