"""Keeps the limit of the check page, counted in the database for all processes together."""

from certification.register.models import CheckCounter
from certification.verification.limits import MOST_CHECKS, WINDOW
from core.throttling import may_ask


def may_check(address: str) -> bool:
    """Counts one more check of this address and says whether it is still within the limit."""
    return may_ask(CheckCounter, address, purpose="check address", window=WINDOW, most=MOST_CHECKS)
