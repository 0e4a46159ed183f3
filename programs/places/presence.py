"""Days on which a participant attended; a place cannot end on or before such a day."""

from collections.abc import Iterable
from datetime import date

from core.ports import Port
from programs.places.models import Enrollment

days_present: Port[[Enrollment, date], Iterable[date]] = Port()
"""Asked, under the lock of the batch, for the days (local) from one day on at which the person was at a session."""


def was_present(place: Enrollment, *, on: date) -> bool:
    """Whether the person attended a session that day."""
    return any(on in days for days in days_present.ask(place, on))


def was_present_since(place: Enrollment, *, since: date) -> bool:
    """Whether the person attended a session that day or later."""
    return any(list(days) for days in days_present.ask(place, since))
