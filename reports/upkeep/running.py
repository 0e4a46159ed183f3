"""Does the works of upkeep, one after another, and keeps how each ended."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.core.files import locks

from core import clock
from core.due import work_due
from core.leadership import Duty, Seat
from reports.reconcile.nightly_run import night_begins
from reports.upkeep.models import UpkeepRun
from reports.upkeep.works import WORKS, Outcome, Work

logger = structlog.get_logger(__name__)
State = UpkeepRun.State
# After a failure the next attempt waits.
PAUSE = timedelta(hours=1)
KEPT = timedelta(days=400)
# Signs of what a run says; the log has it whole.
LONGEST = 4000


class UnderWay(Exception):
    """Another process does upkeep at this moment."""


def run(work: Work) -> UpkeepRun:
    """Does one work and keeps how it ended; an error is kept too. Raises `UnderWay`."""
    with _alone():
        return _run(work)


def run_due() -> list[UpkeepRun]:
    """Does every work that is due, in the order in which they were registered. Raises `UnderWay`."""
    with _alone():
        return [_run(work) for work in due_works()]


def due_works() -> list[Work]:
    """The works to be done now: set up, not done well since this night began, and not failed a moment ago."""
    begins = night_begins()
    return [work for work in WORKS.values() if begins and work.is_set_up() and _is_due(work, begins)]


def _is_due(work: Work, night: datetime) -> bool:
    # A clock that was ahead once has left runs that are still to come.
    runs = UpkeepRun.objects.filter(work=work.code, started_at__lte=clock.now())
    # A week is over in its last night, whatever the minute at which the work began.
    ended = runs.filter(state__in=[State.WELL, State.FOUND], started_at__gte=night - work.every + timedelta(days=1))
    failed = runs.filter(state=State.FAILED, started_at__gt=clock.now() - PAUSE)
    return not ended.exists() and not failed.exists()


def _run(work: Work) -> UpkeepRun:
    # Nobody else is at it, so whoever left this behind was killed.
    UpkeepRun.objects.filter(work=work.code, state=State.RUNNING).update(state=State.FAILED, finished_at=clock.now())
    run = UpkeepRun.objects.create(work=work.code)
    try:
        outcome = work.do()
    except Exception as error:
        logger.exception("upkeep_failed", work=work.code)
        outcome, run.state = Outcome(says=[str(error) or type(error).__name__]), State.FAILED
    else:
        run.state = State.FOUND if outcome.faults else State.WELL
    for fault in outcome.faults:
        logger.error("upkeep_found", work=work.code, fault=fault)
    run.says, run.finished_at = _told(outcome.faults or outcome.says), clock.now()
    run.save()
    UpkeepRun.objects.filter(started_at__lt=run.started_at - KEPT).delete()
    return run


def _told(lines: Iterable[str]) -> str:
    text = "\n".join(lines)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 20]} … (more in the log)"


# --- In a process of its own ------------------------------------------------------------------------------------


_started: list[subprocess.Popen[bytes]] = []


@work_due.register
def start_upkeep() -> bool:
    """Starts `manage.py upkeep` if some work is due; it may take longer than a round of due work may."""
    # Asked here how it ended, or it would stay behind as a process that nobody waits for.
    _started[:] = [process for process in _started if process.poll() is None]
    if not settings.UPKEEP_AT_NIGHT or _started or is_under_way() or not due_works():
        return False
    command = [sys.executable, str(Path(settings.BASE_DIR, "manage.py")), "upkeep"]
    _started.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True))
    return True


def is_under_way() -> bool:
    """Whether some process of the site does upkeep."""
    try:
        with _alone():
            return False
    except UnderWay:
        return True


@contextmanager
def _alone() -> Iterator[None]:
    """Holds a lock that ends with its process, however that ends."""
    path = Path(settings.DATA_DIR) / "upkeep.lock"
    with open(path, "a", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        if not locks.lock(file, locks.LOCK_EX | locks.LOCK_NB):
            raise UnderWay
        # On another machine of the site.
        seat = Seat(Duty.UPKEEP)
        if not seat.is_held():
            raise UnderWay
        try:
            yield
        finally:
            seat.leave()
