"""Codes of competency units: shown as printed, searched by a key."""

import re

# Old standards have two letters O in "LOG.OO" and "GAR.OO", which some sources print as zeros.
_ZEROS_FOR_LETTERS = re.compile(r"^(LOG|GAR)00")
_SEPARATORS = re.compile(r"[\s.\-/]+")


def code_key(code: str) -> str:
    """Normalized form of a code: uppercase, without separators, LOG.00 read as LOG.OO."""
    return _ZEROS_FOR_LETTERS.sub(r"\1OO", _SEPARATORS.sub("", code.upper()))
