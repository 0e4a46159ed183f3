"""Keys by which printed numbers are compared and sorted; without models, for the public side too."""

import re
import unicodedata

# More digits than any running number has, leading zeros aside.
MOST_DIGITS = 7


def number_key(text: str) -> str:
    """Equal for texts that differ in case, blanks and kinds of dashes alone."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"[‐-―−]", "-", re.sub(r"\s+", "", plain))


def paper_key(text: str) -> str:
    """Equal for texts that a reader takes for one number: leading zeros count for nothing either."""
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", number_key(text))


def paper_order(text: str) -> str:
    """Sorts numbers as a paper book does: 2 before 10, wherever digits stand."""
    return re.sub(r"[0-9]+", lambda digits: digits.group().zfill(MOST_DIGITS + 1), paper_key(text))
