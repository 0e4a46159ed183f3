"""What other apps want done when work is due: each registers a function that may be called again at any time."""

from collections.abc import Callable

import structlog

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
