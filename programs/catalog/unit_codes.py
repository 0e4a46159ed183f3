"""Codes of competency units: shown as printed, searched by a key."""

import re

# Of the old standards "LOG.OO" and "GAR.OO" hold two letters O, and sources print zeros as well.
_ZEROS_FOR_LETTERS = re.compile(r"^(LOG|GAR)00")
_SEPARATORS = re.compile(r"[\s.\-/]+")


def code_key(code: str) -> str:
    """What two writings of one code have in common: capitals, no separators, LOG.00 read as LOG.OO."""
    return _ZEROS_FOR_LETTERS.sub(r"\1OO", _SEPARATORS.sub("", code.upper()))
