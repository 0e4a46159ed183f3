"""Commands that begin at the same moment, each in a thread with a connection of its own, as two users are."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from threading import Barrier
from typing import Any

from django.db import connection

from core import clock
from core.errors import RuleViolation


class Refused(str):
    """The codes of what stood against a command."""


def at_once(*commands: Callable[[], Any], caught: tuple[type[Exception], ...] = ()) -> list[Any]:
    """What each command answers, in their order; of a refusal its codes, each once; of `caught` the error.

    The database has to commit for real: the fixture `committed`.
    """
    start, now = Barrier(len(commands)), clock.now()

    def run(command: Callable[[], Any]) -> Any:
        # One thread that never comes must not hold the others for ever.
        start.wait(timeout=30)
        try:
            with clock.moved_to(now):
                return command()
        except RuleViolation as violation:
            return Refused(" ".join(dict.fromkeys(reason.code for reason in violation.reasons)))
        except caught as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(commands)) as pool:
        return list(pool.map(run, commands))


def done_at_once(*commands: Callable[[], Any]) -> list[str]:
    """As `at_once`, with "done" for whatever a command that was not refused answers."""
    return ["done" if not isinstance(answer, Refused) else str(answer) for answer in at_once(*commands)]


def made_to_wait(command: Callable[[], Any]) -> Future:
    """Starts `command` in a thread of its own and returns once it waits for a lock that this transaction holds.

    Its answer, in a list of one, is the result of the future as soon as the transaction has ended. PostgreSQL only.
    """
    pool = ThreadPoolExecutor(1)
    # At the time of the test, which a new thread would not know.
    future = pool.submit(copy_context().run, at_once, command)
    pool.shutdown(wait=False)
    for _turn in range(200):
        if future.done() or _is_anybody_waiting():
            break
        time.sleep(0.05)
    assert not future.done(), f"did not wait: {future.result()}"
    return future


def _is_anybody_waiting() -> bool:
    with connection.cursor() as cursor:
        # Of this database: who waits for a row waits for a transaction, which belongs to none.
        cursor.execute(
            "SELECT count(*) FROM pg_locks AS wanted WHERE NOT granted AND EXISTS (SELECT FROM pg_locks AS held "
            "WHERE held.pid = wanted.pid AND held.database = (SELECT oid FROM pg_database WHERE datname = %s))",
            [connection.settings_dict["NAME"]],
        )
        return cursor.fetchone()[0] > 0
