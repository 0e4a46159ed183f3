"""The two lanes of background work, each with a worker of its own, so that short work never queues behind long work.

On SQLite an item that writes holds up all other writers all the same, whatever lane they are in.

The worker of the short lane always runs. That of the long lane takes as much memory and is started only when somebody
has asked for it, by a file that its supervisor looks for; it ends when nothing more has come for a while.
"""

import contextlib
from enum import StrEnum
from pathlib import Path

from django.conf import settings


class Lane(StrEnum):
    """The values are names of queues."""

    # Somebody waits for it: papers, and whatever takes seconds.
    SHORT = "default"
    # Imports and prints of many people.
    LONG = "long"


# Seconds for one item of a job (or a group of them), and for a task between two items. What takes longer hangs: its
# worker is ended and started again.
LONGEST = {Lane.SHORT: 120.0, Lane.LONG: 600.0}


def ask_for_long() -> None:
    """Says that the long lane has work. Without room on the disk, the next round of due work says it again."""
    with contextlib.suppress(OSError):
        _asked_for().touch()


def is_long_asked_for() -> bool:
    return _asked_for().exists()


def note_long_began() -> None:
    """Called by the worker of the long lane before it looks for work: whoever asks later is heard again."""
    with contextlib.suppress(OSError):
        _asked_for().unlink(missing_ok=True)


def _asked_for() -> Path:
    return Path(settings.DATA_DIR) / "long-work-waits"
