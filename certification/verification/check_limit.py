"""Rate limit of the check page, counted in the database across all processes."""

from certification.register.models import CheckCounter
from certification.verification.limits import MOST_CHECKS, WINDOW
from core.throttling import may_ask


def may_check(address: str) -> bool:
    """Counts a check from this address and returns whether it is within the limit."""
    return may_ask(CheckCounter, address, purpose="check address", window=WINDOW, most=MOST_CHECKS)
