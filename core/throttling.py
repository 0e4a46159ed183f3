"""How often one address may ask for what needs no sign-in. Counted in the database, for all processes together."""

from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.db import models
from django.db.models import F

from core import clock, crypto

KEPT_WINDOWS = 6


class AddressCounter(models.Model):
    """How often one address asked in one stretch of time; the address is kept as a keyed digest."""

    address = models.CharField(max_length=64)
    window = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


def may_ask(counter: type[models.Model], address: str, *, purpose: str, window: timedelta, most: int) -> bool:
    """Counts one more question of this address in `counter` and says whether it is still within the limit.

    Atomic over all processes. The address is kept for a few windows, never itself; an IPv6 network of /64, which one
    household or phone has, counts as one address.
    """
    rows = counter._default_manager
    now = int(clock.now().timestamp() // window.total_seconds())
    key = crypto.blind_index(network_of(address), purpose=purpose)
    # Two steps and no read before: the sum in the database counts right however many processes ask at once.
    _row, is_new = rows.get_or_create(address=key, window=now)
    # Cleaned by the first question of each window, so that no job is needed for it.
    if is_new:
        rows.filter(window__lt=now - KEPT_WINDOWS).delete()
    rows.filter(address=key, window=now).update(count=F("count") + 1)
    return rows.values_list("count", flat=True).get(address=key, window=now) <= most


def network_of(address: str) -> str:
    """What counts as one address: itself, or its network of /64."""
    try:
        parsed = ip_address(address)
    except ValueError:
        # Behind a broken proxy the address may be anything; it is counted all the same.
        return address
    return str(ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)
