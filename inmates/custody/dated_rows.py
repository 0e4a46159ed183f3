"""Rows in force from a day until another takes their place: when one can begin, and the last day of the one before."""

import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import Blocker
from inmates.custody.in_custody import today_of
from inmates.people.models import Person


def start_blockers(person: Person, day: datetime.date, *, current: Any = None) -> list[Blocker]:
    """Whether something can be in force from `day`: not in the future, not before what it replaces began."""
    blockers = []
    if day > today_of(person):
        blockers.append(Blocker("future", _("The day lies in the future. Record the change on the day itself.")))
    if current is not None and current.from_date and day < current.from_date:
        blockers.append(Blocker("before_current", _("The day lies before what is recorded now began.")))
    return blockers


def last_day(from_date: datetime.date | None, today: datetime.date) -> datetime.date:
    """The last day in force of a row that another replaces today: yesterday, or its own first day."""
    yesterday = today - datetime.timedelta(days=1)
    return max(from_date, yesterday) if from_date else yesterday


def close(current: Any, day: datetime.date) -> None:
    """Ends what another row replaces from `day` on; nothing where there is none."""
    if current is not None:
        current.until = last_day(current.from_date, day)
        current.save(update_fields=["until"])
