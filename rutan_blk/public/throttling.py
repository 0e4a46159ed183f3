"""Limits the check pages, in the memory of the single process that serves the public pages."""

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache

from certification.earlier_certificates import limits as number_limits
from certification.register.number_keys import paper_key
from certification.verification.limits import MOST_CHECKS, WINDOW
from core import clock
from core.throttling import network_of


def may_check(address: str) -> bool:
    """Counts a check by this address and returns whether it is within the limit."""
    return _may("check", network_of(address), WINDOW, MOST_CHECKS)


def refused_for(address: str, number: str) -> timedelta | None:
    """Counts a question from this address about this number; None, or the time in which the limit is counted anew."""
    key, short = paper_key(number[:100]), number_limits.WINDOW
    if not (
        _may("number address", network_of(address), short, number_limits.MOST_OF_AN_ADDRESS)
        and _may("number", key, short, number_limits.MOST_OF_A_NUMBER)
    ):
        return short
    is_free = _may("number a day", key, number_limits.DAY, number_limits.MOST_OF_A_NUMBER_A_DAY)
    return None if is_free else number_limits.DAY


def _may(purpose: str, value: str, window: timedelta, most: int) -> bool:
    seconds = int(window.total_seconds())
    key = hmac.new(settings.SECRET_KEY.encode(), f"{purpose}\n{value}".encode(), hashlib.sha256).hexdigest()
    name = f"{key}:{int(clock.now().timestamp()) // seconds}"
    cache.add(name, 0, timeout=seconds)
    try:
        return cache.incr(name) <= most
    except ValueError:
        # Evicted between the two steps, because a great many addresses ask at once.
        return True
