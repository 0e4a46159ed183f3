"""How often one address may ask the check page: enough for a job fair, far too little to guess codes."""

from datetime import timedelta

from certification.models import CheckCounter
from core.throttling import may_ask

WINDOW = timedelta(minutes=10)
MOST_CHECKS = 60


def may_check(address: str) -> bool:
    """Counts one more check of this address and says whether it is still within the limit."""
    return may_ask(CheckCounter, address, purpose="check address", window=WINDOW, most=MOST_CHECKS)
