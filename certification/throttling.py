"""How often one address may ask the check page: enough for a job fair, far too little to guess codes."""

from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.db.models import F

from certification.models import CheckCounter
from core import clock, crypto

WINDOW = timedelta(minutes=10)
MOST_CHECKS = 60
KEPT_WINDOWS = 6


def may_check(address: str) -> bool:
    """Counts one more check of this address and says whether it is still within the limit.

    Atomic over all processes. The address is kept as a keyed digest for an hour, never itself; an IPv6 network of
    /64, which one household or phone has, counts as one address.
    """
    window = int(clock.now().timestamp() // WINDOW.total_seconds())
    key = crypto.blind_index(_network(address), purpose="check address")
    # Two steps and no read before: the sum in the database counts right however many processes ask at once.
    _row, is_new = CheckCounter.objects.get_or_create(address=key, window=window)
    # Cleaned by the first question of each window, so that no job is needed for it.
    if is_new:
        CheckCounter.objects.filter(window__lt=window - KEPT_WINDOWS).delete()
    CheckCounter.objects.filter(address=key, window=window).update(count=F("count") + 1)
    return CheckCounter.objects.get(address=key, window=window).count <= MOST_CHECKS


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        # Behind a broken proxy the address may be anything; it is counted all the same.
        return address
    return str(ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)
