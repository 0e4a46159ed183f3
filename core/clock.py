"""The single source of the current time.

Everything else asks here, so demos and tests can move the time, and calendar days stay local to their office (WIB, WITA
or WIT).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

MINUTE = timedelta(minutes=1)

# Context-local, so demos and tests do not affect other requests.
_moved: ContextVar[datetime | None] = ContextVar("moved_clock", default=None)


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return _moved.get() or timezone.now()


def today(zone: str | ZoneInfo) -> date:
    """The current calendar day in `zone` (an office's `time_zone`, such as "Asia/Makassar")."""
    return now().astimezone(ZoneInfo(str(zone))).date()


def local(moment: datetime, zone: str | ZoneInfo) -> datetime:
    """`moment` in local time of `zone`."""
    return moment.astimezone(ZoneInfo(str(zone)))


def at(day: date, wall_time: time, zone: str | ZoneInfo) -> datetime:
    """The aware moment at which it is `wall_time` on `day` in `zone`."""
    return datetime.combine(day, wall_time, tzinfo=ZoneInfo(str(zone)))


def month_end(day: date) -> date:
    """The last day of the month that contains `day`."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def months_before(day: date, months: int) -> date:
    """The day of the same number that many months earlier; the last of that month where it has no such day."""
    number = day.year * 12 + day.month - 1 - months
    first = date(number // 12, number % 12 + 1, 1)
    return first.replace(day=min(day.day, month_end(first).day))


@contextmanager
def moved_to(moment: datetime) -> Iterator[None]:
    """Freezes the clock at `moment` (aware) within the block; blocks may be nested."""
    token = _moved.set(moment)
    try:
        yield
    finally:
        _moved.reset(token)
