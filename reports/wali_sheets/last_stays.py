"""Of whoever is gone: where the person stood when the month ended or the stay did, and how the stay ended."""

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
    """A stay that is over, with what stood of it in the month, as far as it is known."""

    period: CustodyPeriod
    number: RegisterNumber | None
    housing: Housing | None
    officer: User | None

    def has_ended_by(self, day: date) -> bool:
        """Whether the person had left by then."""
        return _last_day(self.period) <= day


def stays_in(facility: Facility | None, month: date) -> QuerySet[CustodyPeriod]:
    """The stays in the facility that are over and reached into the month that begins on `month`, or beyond it."""
    stays = CustodyPeriod.objects.filter(facility=facility, from_date__lte=clock.month_end(month), until__gte=month)
    return stays.exclude(leaving=CustodyPeriod.Leaving.CORRECTION)


def last_stays(people: Collection[int], month: date, *, facility: Facility | None) -> dict[int, LastStay]:
    """The last stay of each of these people (keys) in the facility in that month; five queries, none for nobody."""
    if not people:
        return {}
    # The last one of a person stands.
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
    """The rows that were closed since the month began, newest first."""
    found: dict[int, list[Row]] = defaultdict(list)
    closed = rows.filter(person__in=list(people), until__gte=month).order_by()
    # Sorted here: the databases differ on where a day that is not known stands.
    for row in sorted(closed, key=lambda row: (_first_day(row), row.pk), reverse=True):
        found[row.person_id].append(row)
    return found


def _in_force(rows: list[Row], period: CustodyPeriod, month: date) -> Row | None:
    """The one that stood at the end of the month, or on the last day of the stay in it."""
    ended_on = _last_day(period)
    day = min(clock.month_end(month), ended_on)
    stood = (row for row in rows if _first_day(row) <= day <= _last_day(row) <= ended_on)
    # What begins with the day of leaving another house may have recorded, on arrival.
    return next((row for row in stood if not row.from_date == ended_on != period.from_date), None)


def _first_day(row: Dated) -> date:
    return row.from_date or date.min


def _last_day(row: Dated) -> date:
    return row.until or date.max


def _officers(periods: Iterable[CustodyPeriod]) -> dict[int, User]:
    """Whose ward each was until the stay (key) ended."""
    left = Circumstance.objects.standing().filter(period__in=list(periods), kind__in=Circumstance.DEPARTURES)
    keys = {period: officer_before(effects) for period, effects in left.values_list("period", "effects")}
    users = User.objects.in_bulk({key for key in keys.values() if key})
    return {period: users[key] for period, key in keys.items() if key in users}


def officer_before(effects: list[dict]) -> int | None:
    """The case officer (key) whom a departure took from the person."""
    # Read here: both databases look into JSON in ways of their own, and of those of one month few have left.
    of_person = (entry["before"] for entry in effects if entry["model"] == Person._meta.label_lower)
    return next((before["case_officer"] for before in of_person if before.get("case_officer")), None)
