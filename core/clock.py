"""The one place that knows what time it is.

Everything else asks here, so that a demonstration or a test can move the time and calendar days stay local
to the office (WIB, WITA or WIT) that they belong to.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

MINUTE = timedelta(minutes=1)

# Of one context: a demonstration or a test moves no other request's clock.
_moved: ContextVar[datetime | None] = ContextVar("moved_clock", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _moved.get() or timezone.now()


def today(zone: str | ZoneInfo) -> date:
    """The calendar day that it is now in `zone` (an office's `time_zone`, such as "Asia/Makassar")."""
    return now().astimezone(ZoneInfo(str(zone))).date()


def local(moment: datetime, zone: str | ZoneInfo) -> datetime:
    """`moment` as the clock on the wall of that zone shows it."""
    return moment.astimezone(ZoneInfo(str(zone)))


def at(day: date, wall_time: time, zone: str | ZoneInfo) -> datetime:
    """The aware moment at which the clocks of `zone` show `wall_time` on `day`."""
    return datetime.combine(day, wall_time, tzinfo=ZoneInfo(str(zone)))


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


@contextmanager
def moved_to(moment: datetime) -> Iterator[None]:
    """Within the block it is `moment` (aware); blocks may be nested."""
    token = _moved.set(moment)
    try:
        yield
    finally:
        _moved.reset(token)
