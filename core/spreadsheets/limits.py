"""What one spreadsheet may cost, and the reasons for which it is refused. No Django here: the child imports it."""

from enum import StrEnum

from core.apart.limits import MEGABYTE, Limits

MOST_BYTES = 10 * MEGABYTE

# A list of 20,000 people and 50 columns takes less than half of each.
LIMITS = Limits(memory=320 * MEGABYTE, processor_seconds=5, output=48 * MEGABYTE)

# Of a sheet: the rectangle that holds all its values, which the reader keeps whether they are filled or not.
MOST_LINES = 100_000
MOST_COLUMNS = 16_384
MOST_CELLS = 2_000_000
MOST_FILLED = 1_000_000
# Longer than any value that is kept may be, so what is cut off would have been refused anyway.
MOST_LETTERS = 1_000

MOST_UNPACKED = 200 * MEGABYTE
MOST_ENTRIES = 5_000
MOST_RATIO = 400


class Why(StrEnum):
    """Why a file is refused; each user of the package has its own sentences for it."""

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
    """The file cannot be read, or may not. Tells the reason alone: a reader's own words may quote cells."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why
