"""Where people who left were at the end of the month or of their stay, and how the stay ended."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import QuerySet

from accounts.models import Facility, User
from core import clock
from inmates.custody.models.circumstances import Circumstance
from inmates.custody.models.stays import CustodyPeriod, Dated, Housing, RegisterNumber
from inmates.people.models import Person

Row = TypeVar("Row", RegisterNumber, Housing)


@dataclass(frozen=True)
class LastStay:
    """An ended stay, with what was in force in the month, as far as known."""

    period: CustodyPeriod
    number: RegisterNumber | None
    housing: Housing | None
    officer: User | None

    def has_ended_by(self, day: date) -> bool:
        """True if the person had left by that day."""
        return _last_day(self.period) <= day


def stays_in(facility: Facility | None, month: date) -> QuerySet[CustodyPeriod]:
    """The facility's ended stays that overlap the month beginning on `month`."""
    stays = CustodyPeriod.objects.filter(facility=facility, from_date__lte=clock.month_end(month), until__gte=month)
    return stays.exclude(leaving=CustodyPeriod.Leaving.CORRECTION)


def last_stays(people: Collection[int], month: date, *, facility: Facility | None) -> dict[int, LastStay]:
    """The last stay of each of these people (keys) in the facility in that month; five queries, or none for nobody."""
    if not people:
        return {}
    # The dict keeps a person's last stay.
    periods = {row.person_id: row for row in stays_in(facility, month).filter(person__in=people).order_by("until")}
    numbers = _by_person(RegisterNumber.objects.filter(facility=facility), periods, month)
    housings = _by_person(Housing.objects.all(), periods, month)
    officers = _officers(periods.values())
    return {
        person: LastStay(
            period,
            _in_force(numbers[person], period, month),
            _in_force(housings[person], period, month),
            officers.get(period.pk),
        )
        for person, period in periods.items()
    }


def _by_person(rows: QuerySet[Row], people: Iterable[int], month: date) -> dict[int, list[Row]]:
    """Rows closed since the month began, newest first."""
    found: dict[int, list[Row]] = defaultdict(list)
    closed = rows.filter(person__in=list(people), until__gte=month).order_by()
    # Sorted in Python: the databases order NULL dates differently.
    for row in sorted(closed, key=lambda row: (_first_day(row), row.pk), reverse=True):
        found[row.person_id].append(row)
    return found


def _in_force(rows: list[Row], period: CustodyPeriod, month: date) -> Row | None:
    """The newest row of the stay that was in force at the end of the month, or on the stay's last day if earlier."""
    day = min(clock.month_end(month), _last_day(period))
    in_force = (row for row in rows if _first_day(row) <= day <= _last_day(row))
    return next((row for row in in_force if _is_of_stay(row, period)), None)


def _is_of_stay(row: Dated, period: CustodyPeriod) -> bool:
    """Whether the row was recorded during the stay, as far as the dates tell."""
    if _last_day(row) > _last_day(period):
        return False
    begins_on_last_day = row.from_date == period.until
    # Where the person came before that day, another facility may have recorded the row on arrival.
    return not begins_on_last_day or period.from_date == period.until


def _first_day(row: Dated) -> date:
    return row.from_date or date.min


def _last_day(row: Dated) -> date:
    return row.until or date.max


def _officers(periods: Iterable[CustodyPeriod]) -> dict[int, User]:
    """Each stay's (key) case officer at its end."""
    left = Circumstance.objects.standing().filter(period__in=list(periods), kind__in=Circumstance.DEPARTURES)
    keys = {period: officer_before(effects) for period, effects in left.values_list("period", "effects")}
    users = User.objects.in_bulk({key for key in keys.values() if key})
    return {period: users[key] for period, key in keys.items() if key in users}


def officer_before(effects: list[dict]) -> int | None:
    """The case officer (key) that a departure removed from the person."""
    # In Python: the databases query JSON differently, and few people leave within a month.
    of_person = (entry["before"] for entry in effects if entry["model"] == Person._meta.label_lower)
    return next((before["case_officer"] for before in of_person if before.get("case_officer")), None)
