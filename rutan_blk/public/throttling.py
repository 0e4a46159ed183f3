"""Limits the check page, in the memory of the single process that serves the public pages."""

import hashlib
import hmac

from django.conf import settings
from django.core.cache import cache

from certification.verification.limits import MOST_CHECKS, WINDOW
from core import clock
from core.throttling import network_of


def may_check(address: str) -> bool:
    """Counts a check by this address and returns whether it is within the limit."""
    seconds = int(WINDOW.total_seconds())
    key = hmac.new(settings.SECRET_KEY.encode(), network_of(address).encode(), hashlib.sha256).hexdigest()
    name = f"{key}:{int(clock.now().timestamp()) // seconds}"
    cache.add(name, 0, timeout=seconds)
    try:
        return cache.incr(name) <= MOST_CHECKS
    except ValueError:
        # Evicted between the two steps, because a great many addresses ask at once.
        return True
