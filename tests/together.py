"""Commands that begin at the same moment, each in a thread with a connection of its own, as two users are."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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
