"""Recurring work of other apps: each registers a function that is safe to call repeatedly."""

import contextlib
from collections.abc import Callable
from pathlib import Path

import structlog
from django.conf import settings

from core import clock

logger = structlog.get_logger(__name__)
_rounds: list[Callable[[], object]] = []


def register(work: Callable[[], object]) -> Callable[[], object]:
    """Decorator that makes `run_due` call `work` in every round."""
    if work not in _rounds:
        _rounds.append(work)
    return work


def do_all() -> None:
    """Runs everything registered, once. Failures are logged, retried in the next round, and stop no other work."""
    for work in _rounds:
        try:
            work()
        except Exception:
            logger.exception("due_work_failed", work=work.__qualname__)


def note_round() -> None:
    """Stores the time of this round for the health page."""
    with contextlib.suppress(OSError):
        _round_file().touch()


def seconds_since_last_round() -> float | None:
    """Seconds since the last complete round; None if there has been none."""
    try:
        return clock.now().timestamp() - _round_file().stat().st_mtime
    except OSError:
        return None


def _round_file() -> Path:
    return Path(settings.DATA_DIR) / "last-round"
