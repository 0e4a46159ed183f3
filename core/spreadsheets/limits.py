"""What reading one spreadsheet may cost, and the reasons to refuse one. No Django here: the child imports this
module.
"""

from enum import StrEnum

from core.apart.limits import MEGABYTE, Limits

MOST_BYTES = 10 * MEGABYTE

# A list of 20,000 people and 50 columns needs less than half of each.
LIMITS = Limits(memory=320 * MEGABYTE, processor_seconds=5, output=48 * MEGABYTE)

# Per sheet: the rectangle around all its values, which the reader holds in memory, filled or not.
MOST_LINES = 100_000
MOST_COLUMNS = 16_384
MOST_CELLS = 2_000_000
MOST_FILLED = 1_000_000
# Longer than any value that is stored, so whatever is cut off would have been refused anyway.
MOST_LETTERS = 1_000

MOST_UNPACKED = 200 * MEGABYTE
MOST_ENTRIES = 5_000
MOST_RATIO = 400


class Why(StrEnum):
    """Why a file is refused; each caller has its own sentences for it."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_A_SPREADSHEET = "not_a_spreadsheet"
    PASSWORD = "password"  # noqa: S105 - the name of a reason
    ZIP_BOMB = "zip_bomb"
    TOO_SPREAD = "too_spread"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_HEAVY = "too_heavy"
    BUSY = "busy"
    YOURS = "yours"


class Refused(Exception):
    """The file cannot or may not be read. Carries only the reason: a reader's own message may quote cells."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why
