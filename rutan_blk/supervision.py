"""Supervises the site's processes: restarts each one that ends, and records their state in a file.

An ended child is restarted after a growing pause. If one ends too often, restarting will not help: without the web
server there is no site, so everything stops; any other is retried every few minutes while the pages keep working.
"""

import contextlib
import ctypes
import json
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from core import clock

logger = structlog.get_logger(__name__)
# Seconds before a restart, by how often the child has ended within `WINDOW`.
PAUSES = (1, 2, 5, 10, 20, 30)
WINDOW = 300
# The pause once a child has ended more often than that.
LONG_PAUSE = 300
SECONDS_TO_STOP = 15
# The interval of writing the file when nothing happens, and the age at which it is considered stale.
SECONDS_BETWEEN_NOTES = 5
STALE_AFTER = 30


class Child:
    """One process of the site, and how often it ended lately.

    With `is_wanted`, it starts only when that is true, and rests after it has ended by itself with status 0. If it ends
    otherwise, it is started again in any case, as its work is not done.
    """

    def __init__(self, name: str, command: list[str], is_wanted: Callable[[], bool] | None = None):
        self.name, self.command, self.is_wanted = name, command, is_wanted
        self.ended: deque[float] = deque(maxlen=len(PAUSES) + 1)
        self.process: subprocess.Popen | None = None
        self.since = ""
        self.again_at = 0.0
        self.has_failed = False

    def start(self) -> None:
        self.process = start(self.command)
        self.has_failed = False
        self.since = clock.now().isoformat(timespec="seconds")

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def has_gone_to_rest(self) -> bool:
        """Whether it has ended because there is nothing more to do; it then counts as not running."""
        if self.is_wanted is None or self.process is None or self.process.poll() != 0:
            return False
        self.process = None
        return True

    def rests(self) -> bool:
        """Whether it does not run because nobody wants it."""
        if self.is_wanted is None or self.process or self.has_failed:
            return False
        return not self.is_wanted()

    def note_end(self, at: float) -> float:
        """Records that it ended at this monotonic time; returns the seconds until the restart."""
        self.process = None
        self.has_failed = True
        self.ended.append(at)
        pause = PAUSES[self.ends_lately(at) - 1] if not self.ends_too_often(at) else LONG_PAUSE
        self.again_at = at + pause
        return pause

    def ends_lately(self, at: float) -> int:
        return sum(at - one <= WINDOW for one in self.ended)

    def ends_too_often(self, at: float) -> bool:
        return self.ends_lately(at) > len(PAUSES)

    def state(self, at: float) -> dict:
        """Its state as written to the file."""
        return {
            "runs": self.process is not None,
            "rests": self.rests(),
            "since": self.since if self.process else "",
            "ended_lately": self.ends_lately(at),
            "pid": self.process.pid if self.process else None,
        }


class Supervisor:
    """Keeps children running until told to stop. Without the one named `needed` there is nothing to serve."""

    def __init__(self, *, needed: str, monotonic: Callable[[], float] = time.monotonic):
        self.needed, self.monotonic = needed, monotonic
        self.children: list[Child] = []
        self._noted = float("-inf")
        self._cannot_note = False

    def add(self, child: Child) -> None:
        if not child.rests():
            child.start()
        self.children.append(child)
        self.write_note()

    def look_after(self) -> str | None:
        """Checks every child once. Returns why everything must stop, usually None."""
        for child in self.children:
            if child.has_gone_to_rest():
                self.write_note()
            is_due = child.process is None and self.monotonic() >= child.again_at and not child.rests()
            ended = child.has_ended() or (is_due and not self._start_again(child))
            if ended and (fault := self._start_later(child)):
                return fault
        if self.monotonic() - self._noted >= SECONDS_BETWEEN_NOTES:
            self.write_note()
        return None

    def _start_again(self, child: Child) -> bool:
        """Returns False if the system had no room for it; the other processes continue regardless."""
        try:
            child.start()
        except OSError:
            logger.exception("process_cannot_start", process=child.name)
            return False
        event = "process_started_again" if child.is_wanted is None else "process_started"
        logger.warning(event, process=child.name)
        self.write_note()
        return True

    def _start_later(self, child: Child) -> str | None:
        code = child.process.returncode if child.process else None
        pause = child.note_end(self.monotonic())
        logger.error("process_ended", process=child.name, code=code, again_in_seconds=pause)
        self.write_note()
        if not child.ends_too_often(self.monotonic()):
            return None
        told = {"process": _(child.name), "times": len(PAUSES) + 1, "minutes": WINDOW // 60, "pause": LONG_PAUSE // 60}
        if child.name == self.needed:
            return (
                _(
                    "The %(process)s ended %(times)d times within %(minutes)d minutes, so everything was stopped. "
                    "The log above says why it ended."
                )
                % told
            )
        says = _(
            "The %(process)s ended %(times)d times within %(minutes)d minutes. "
            "It is tried again every %(pause)d minutes."
        )
        logger.error("process_ends_too_often", says=says % told)
        return None

    def write_note(self) -> None:
        """Writes the state for the health page, which another process serves. A full disk must not end the site."""
        self._noted = self.monotonic()
        aside = note_path().with_suffix(".new")
        try:
            aside.write_text(json.dumps({child.name: child.state(self._noted) for child in self.children}))
            aside.replace(note_path())
        except OSError as error:
            self._tell_unwritten(aside, error)
            return
        if self._cannot_note:
            logger.warning("note_of_processes_written_again")
        self._cannot_note = False

    def _tell_unwritten(self, aside: Path, error: OSError) -> None:
        """Says it once, not every few seconds until somebody makes room."""
        # What was begun takes up room too.
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        if not self._cannot_note:
            says = _("The state of the processes cannot be written to %(path)s. They go on. Make room on its disk.")
            logger.error("note_of_processes_not_written", reason=str(error), says=says % {"path": note_path()})
        self._cannot_note = True

    def end(self) -> None:
        end([child.process for child in self.children if child.process])
        with contextlib.suppress(OSError):
            note_path().unlink(missing_ok=True)


def note_path() -> Path:
    return Path(settings.DATA_DIR) / "processes.json"


def read_note() -> dict[str, dict] | None:
    """The state of each process by name; None if no supervisor has written lately."""
    try:
        age = clock.now().timestamp() - note_path().stat().st_mtime
        return json.loads(note_path().read_text()) if age <= STALE_AFTER else None
    except (OSError, ValueError):
        return None


def start(command: list[str]) -> subprocess.Popen:
    """Starts a process outside the terminal's process group, so that Ctrl-C reaches it only once, through us."""
    on_linux = sys.platform == "linux"
    return subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=end_with_parent if on_linux else None,  # noqa: PLW1509 - no thread of ours runs yet
    )


def end_with_parent() -> None:
    """Asks Linux to end this process when its parent is killed without a chance to do so itself."""
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def end(processes: Iterable[subprocess.Popen]) -> None:
    """Asks each process to finish its work; after some seconds kills it."""
    processes = list(processes)
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
