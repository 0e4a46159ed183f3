"""What other apps want done when work is due: each registers a function that may be called again at any time."""

import contextlib
from collections.abc import Callable
from pathlib import Path

import structlog
from django.conf import settings

from core import clock

logger = structlog.get_logger(__name__)
_rounds: list[Callable[[], object]] = []


def register(work: Callable[[], object]) -> Callable[[], object]:
    """Lets `run_due` call `work` in every round."""
    if work not in _rounds:
        _rounds.append(work)
    return work


def do_all() -> None:
    """One round of everything registered; what fails stands in the log, is tried again, and stops no other work."""
    for work in _rounds:
        try:
            work()
        except Exception:
            logger.exception("due_work_failed", work=work.__qualname__)


def note_round() -> None:
    """Leaves the time of this round where the health page finds it."""
    with contextlib.suppress(OSError):
        _round_file().touch()


def seconds_since_last_round() -> float | None:
    """How long ago the last whole round ended; None where there has been none."""
    try:
        return clock.now().timestamp() - _round_file().stat().st_mtime
    except OSError:
        return None


def _round_file() -> Path:
    return Path(settings.DATA_DIR) / "last-round"
