"""What reading one file may cost, and why it is not read to its end. No Django here: the child imports it."""

from dataclasses import dataclass
from enum import StrEnum

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Of the process that reads: memory in bytes, seconds of a processor; of all that it says, bytes."""

    memory: int = 512 * MEGABYTE
    processor_seconds: int = 5
    output: int = 48 * MEGABYTE


class Why(StrEnum):
    """Why a file was not read to its end; whoever asked has sentences for it."""

    TOO_HEAVY = "too_heavy"
    ABORTED = "aborted"
    BUSY = "busy"
    YOURS = "yours"


class Ended(Exception):
    """The process that read was ended, or there was no turn for it. Nothing of the file is told."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why
