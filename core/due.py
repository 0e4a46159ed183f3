"""Recurring work of subjects above."""

import contextlib
from collections.abc import Callable
from pathlib import Path

import structlog
from django.conf import settings

from core import clock
from core.ports import Port
from core.time_limits import ending_the_process

logger = structlog.get_logger(__name__)

work_due: Port[[], object] = Port()
"""Asked by `run_due` in every round to do what is due; each source is safe to call repeatedly."""
# Seconds for each work. What takes longer hangs and ends the process.
LONGEST = 600.0


def do_all(*, may_go_on: Callable[[], bool] = lambda: True) -> None:
    """Runs everything registered, once. Failures are logged, retried in the next round, and stop no other work.

    Ends before the next work once it may not go on, as another machine does it now.

    Work that took its process with it, as by hanging, comes last until a round is complete, the latest such work at the
    very end: so all other work is done, however many works hang.
    """
    ended = _ended_rounds()
    for work in sorted(work_due, key=lambda work: _place_of(_name(work), ended)):
        if not may_go_on():
            break
        _note_begun(_name(work), ended)
        try:
            with ending_the_process(after=LONGEST):
                work()
        except Exception:
            logger.exception("due_work_failed", work=_name(work))
    with contextlib.suppress(OSError):
        _begun_file().unlink(missing_ok=True)


def _name(work: object) -> str:
    return f"{getattr(work, '__module__', '')}.{getattr(work, '__qualname__', '')}"


def _place_of(name: str, ended: list[str]) -> int:
    return ended.index(name) if name in ended else -1


def _note_begun(name: str, ended: list[str]) -> None:
    with contextlib.suppress(OSError):
        _begun_file().write_text("\n".join([*(other for other in ended if other != name), name]))


def _ended_rounds() -> list[str]:
    """The works in whose midst a round ended since the last complete one, in the order in which they last did."""
    try:
        return _begun_file().read_text().splitlines()
    except OSError:
        return []


def _begun_file() -> Path:
    return Path(settings.DATA_DIR) / "due-work-begun"


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
