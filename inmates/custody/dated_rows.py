"""Rows in force until another replaces them: when one may begin, and on which day its predecessor ends."""

import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import Blocker
from inmates.custody.in_custody import today_of
from inmates.people.models import Person


def start_blockers(person: Person, day: datetime.date, *, current: Any = None) -> list[Blocker]:
    """Reasons why nothing can take effect from `day`: it is in the future, or precedes the row to be replaced."""
    blockers = []
    if day > today_of(person):
        blockers.append(Blocker("future", _("The day lies in the future. Record the change on the day itself.")))
    if current is not None and current.from_date and day < current.from_date:
        blockers.append(Blocker("before_current", _("The day lies before what is recorded now began.")))
    return blockers


def last_day(from_date: datetime.date | None, today: datetime.date) -> datetime.date:
    """The last day in force of a row replaced today: yesterday, or its own first day if later."""
    yesterday = today - datetime.timedelta(days=1)
    return max(from_date, yesterday) if from_date else yesterday


def close(current: Any, day: datetime.date) -> None:
    """Ends the row that is replaced from `day` on, if there is one."""
    if current is not None:
        current.until = last_day(current.from_date, day)
        current.save(update_fields=["until"])
