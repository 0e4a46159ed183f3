"""Recurring work of subjects above."""

import contextlib
from pathlib import Path

import structlog
from django.conf import settings

from core import clock
from core.ports import Port

logger = structlog.get_logger(__name__)

work_due: Port[[], object] = Port()
"""Asked by `run_due` in every round to do what is due; each source is safe to call repeatedly."""


def do_all() -> None:
    """Runs everything registered, once. Failures are logged, retried in the next round, and stop no other work."""
    for work in work_due:
        try:
            work()
        except Exception:
            logger.exception("due_work_failed", work=getattr(work, "__qualname__", ""))


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
