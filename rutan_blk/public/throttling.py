"""Keeps the limit of the check page in the memory of the one process that serves the public side."""

import hashlib
import hmac

from django.conf import settings
from django.core.cache import cache

from certification.verification.limits import MOST_CHECKS, WINDOW
from core import clock
from core.throttling import network_of


def may_check(address: str) -> bool:
    """Counts one more check of this address and says whether it is still within the limit."""
    seconds = int(WINDOW.total_seconds())
    key = hmac.new(settings.SECRET_KEY.encode(), network_of(address).encode(), hashlib.sha256).hexdigest()
    name = f"{key}:{int(clock.now().timestamp()) // seconds}"
    cache.add(name, 0, timeout=seconds)
    try:
        return cache.incr(name) <= MOST_CHECKS
    except ValueError:
        # Thrown out between the two steps, because very many addresses ask at once.
        return True
