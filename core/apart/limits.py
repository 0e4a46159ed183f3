"""What reading one file may cost, and why reading may stop early. No Django here: the child imports this module."""

from dataclasses import dataclass
from enum import StrEnum

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Limits of the reading process: memory in bytes, processor seconds, and total output in bytes."""

    memory: int = 512 * MEGABYTE
    processor_seconds: int = 5
    output: int = 48 * MEGABYTE


class Why(StrEnum):
    """Why a file was not read to its end; callers put it into words."""

    TOO_HEAVY = "too_heavy"
    ABORTED = "aborted"
    BUSY = "busy"
    YOURS = "yours"


class Ended(Exception):
    """The process was killed, or could not be started in time. Reveals nothing of the file."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why
