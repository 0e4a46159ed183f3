"""The state of each part of a running site, reported by `/sehat/` to its operators.

Apps register a check for each part they own. A check changes nothing; if it fails, the failure is itself a finding, so
the page answers whatever is broken.
"""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import structlog
from django.conf import settings
from django.db import connection

from core.ports import Table

logger = structlog.get_logger(__name__)
# Bytes. Below the first, writing will soon fail; below the second, someone should free space.
LEAST_FREE, LITTLE_FREE = 200_000_000, 1_000_000_000


class State(StrEnum):
    OK = "ok"
    # It works, but needs attention before it fails.
    WARNING = "warning"
    FAILED = "failed"
    # Not part of this installation.
    ABSENT = "absent"


@dataclass(frozen=True)
class Finding:
    """The state of one part, with a sentence for the operator; never the name of a person or an office."""

    state: State
    says: str


Check = Callable[[], Finding]
checks: Table[Check] = Table()


def register(name: str) -> Callable[[Check], Check]:
    """Decorator that adds a check to the health page under `name`, such as `signer`."""
    return lambda check: checks.add(name, check)


def findings() -> dict[str, Finding]:
    """The state of every part, in order of registration."""
    return {name: _asked(check) for name, check in checks.items()}


def is_well(found: Iterable[Finding]) -> bool:
    return all(one.state != State.FAILED for one in found)


def _asked(check: Check) -> Finding:
    try:
        return check()
    except Exception as error:
        logger.exception("health_check_failed")
        return Finding(State.FAILED, f"The check itself failed: {type(error).__name__}.")


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    # Whatever the driver reports, the pages cannot be served.
    except Exception:
        logger.exception("database_does_not_answer")
        return False
    return True


@register("database")
def database() -> Finding:
    if not database_answers():
        return Finding(State.FAILED, "The database does not answer; the log says why.")
    return Finding(State.OK, f"{connection.vendor} answers.")


@register("disk")
def disk() -> Finding:
    """Free space where the site writes; data and uploads may be on separate disks."""
    places = {Path(settings.DATA_DIR), Path(settings.MEDIA_ROOT)}
    free = min(shutil.disk_usage(place).free for place in places if place.exists())
    says = f"{free // 1_000_000} MB are free."
    if free < LEAST_FREE:
        return Finding(State.FAILED, f"{says} Make room now: nothing more can be recorded soon.")
    return Finding(State.WARNING if free < LITTLE_FREE else State.OK, says)
