"""How the parts of a running site are, each told apart: what `/sehat/` answers to whoever looks after the machine.

Apps register a check for each part that they own. A check looks and changes nothing; one that fails is itself a
finding, so that the page answers whatever is broken.
"""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import structlog
from django.conf import settings
from django.db import connection

logger = structlog.get_logger(__name__)
# Below the first nothing can be written any more for long, below the second somebody should make room. Bytes.
LEAST_FREE, LITTLE_FREE = 200_000_000, 1_000_000_000


class State(StrEnum):
    OK = "ok"
    # Works, and somebody should look before it does not.
    WARNING = "warning"
    FAILED = "failed"
    # Not part of this installation.
    ABSENT = "absent"


@dataclass(frozen=True)
class Finding:
    """How one part is, and a sentence for whoever looks after the machine; no name of a person or an office."""

    state: State
    says: str


Check = Callable[[], Finding]
_checks: dict[str, Check] = {}


def register(name: str) -> Callable[[Check], Check]:
    """Decorates a check: the health page tells of the part `name`, such as `signer`."""

    def note(check: Check) -> Check:
        _checks[name] = check
        return check

    return note


def findings() -> dict[str, Finding]:
    """Every part with how it is, in the order of registration."""
    return {name: _asked(check) for name, check in _checks.items()}


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
    # Whatever the driver says of it, the pages cannot be shown.
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
    """The room where the site writes: data and uploads may stand on disks of their own."""
    places = {Path(settings.DATA_DIR), Path(settings.MEDIA_ROOT)}
    free = min(shutil.disk_usage(place).free for place in places if place.exists())
    says = f"{free // 1_000_000} MB are free."
    if free < LEAST_FREE:
        return Finding(State.FAILED, f"{says} Make room now: nothing more can be recorded soon.")
    return Finding(State.WARNING if free < LITTLE_FREE else State.OK, says)
