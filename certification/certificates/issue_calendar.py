"""On which days a center issues: fixed ones, the same for everybody, so that no day betrays a class."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _

from accounts.models import TrainingCenter
from certification.certificates.models import IssueDays, IssueRun
from core import clock
from core.errors import Blocker
from core.templatetags.dates import day as written_day

DEFAULT = (1, 15)
# An office that is closed on a fixed day issues on one of the next days, dated the fixed day.
GRACE = timedelta(days=6)
# Longer than any two fixed days lie apart, with a change of the rule in between.
_AHEAD = 62
Rules = list[tuple[date, tuple[int, ...]]]


def rules_of(center: TrainingCenter) -> Rules:
    """Day of entry and days of the month, newest first."""
    rows = IssueDays.objects.filter(training_center=center).order_by("-valid_from").values_list("valid_from", "days")
    return [(valid_from, tuple(int(day) for day in days.split(",") if day)) for valid_from, days in rows]


def days_on(rules: Rules, on: date) -> tuple[int, ...]:
    """The days of the month by the rule in force `on` a day; none: every day is one of issue."""
    return next((days for valid_from, days in rules if valid_from <= on), DEFAULT)


def is_fixed(center: TrainingCenter) -> bool:
    """Whether the center issues on fixed days now."""
    return bool(days_on(rules_of(center), clock.today(center.time_zone)))


def following(rules: Rules, after: date) -> Iterator[date]:
    """The fixed days after a day, in order, as far as can be told."""
    days = (after + timedelta(days=count) for count in range(1, _AHEAD))
    return (day for day in days if day.day in days_on(rules, day))


def next_day(center: TrainingCenter, after: date) -> date | None:
    """The first fixed day after a day; None if the center will issue on any day by then."""
    return next(following(rules_of(center), after), None)


def open_day(center: TrainingCenter, today: date) -> date | None:
    """The fixed day whose certificates can be issued today: the last one, unless it is done or too long ago."""
    last = max(
        (day for day in following(rules_of(center), today - GRACE - timedelta(days=1)) if day <= today), default=None
    )
    done = last and IssueRun.objects.filter(training_center=center, day=last).exists()
    return None if done else last


def coming_day(center: TrainingCenter) -> date:
    """The day of issue that a paper would bear which is approved by now."""
    today, rules = clock.today(center.time_zone), rules_of(center)
    if not days_on(rules, today):
        return today
    return open_day(center, today) or next(following(rules, today), today)


def day_blockers(center: TrainingCenter, on: date | None) -> list[Blocker]:
    """Why nothing can be issued by itself today; `on` is the fixed day of a run in which all are issued together."""
    if on or not is_fixed(center):
        return []
    text = _("Certificates are issued on fixed days, all of a day together and in random order: next on %(day)s.")
    return [Blocker("issue_day", text % {"day": written_day(coming_day(center))})]
