"""Limits how often one address may use what needs no sign-in. Counted in the database, across all processes."""

from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import ClassVar

from django.db import models
from django.db.models import F

from core import clock, crypto
from core.due import work_due

KEPT_WINDOWS = 6


class AddressCounter(models.Model):
    """Requests of one address in one time window; the address is stored as a keyed digest.

    A table counts windows of one length, `LENGTH`, as its old rows are told by their number.
    """

    LENGTH: ClassVar[timedelta]

    address = models.CharField(max_length=64)
    window = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


def may_ask(counter: type[models.Model], address: str, *, purpose: str, window: timedelta, most: int) -> bool:
    """Counts a request of this address in `counter` and returns whether it is within the limit.

    Atomic across processes. Only a digest of the address is stored, for a few windows. An IPv6 /64 network, which one
    household or phone has, counts as one address.
    """
    rows = counter._default_manager
    now = int(clock.now().timestamp() // window.total_seconds())
    key = crypto.blind_index(network_of(address), purpose=purpose)
    # Two statements without a prior read: the database adds up correctly however many processes ask at once.
    _row, is_new = rows.get_or_create(address=key, window=now)
    # The first request of each window cleans up, so that no job is needed.
    if is_new:
        rows.filter(window__lt=now - KEPT_WINDOWS).delete()
    rows.filter(address=key, window=now).update(count=F("count") + 1)
    return rows.values_list("count", flat=True).get(address=key, window=now) <= most


@work_due.register
def forget_old_windows() -> None:
    """Deletes windows that are over, also where nobody asks any more."""
    for counter in AddressCounter.__subclasses__():
        now = int(clock.now().timestamp() // counter.LENGTH.total_seconds())
        counter._default_manager.filter(window__lt=now - KEPT_WINDOWS).delete()


def network_of(address: str) -> str:
    """The unit that is counted: the address itself, or its /64 network."""
    try:
        parsed = ip_address(_without_port(address))
    except ValueError:
        # Behind a misconfigured proxy this may be anything; count it all the same.
        return address
    # A server that listens to both versions at once writes all addresses of the fourth into one network of the sixth.
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return str(ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)


def _without_port(address: str) -> str:
    """The address; some proxies write the client's port after it, which is another one each time."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address
