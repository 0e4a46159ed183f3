"""Figures of a region and its facilities from sums that are kept: six statements, whatever the region's size."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Max, QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import Facility, User
from core import clock
from inmates.people.codes import Sex
from programs.agreements.models import FundingSource
from programs.catalog.models import Vocation
from reports.region.models import FacilityCount, MonthSum
from reports.region.month_sums import SUMMED, Sums, months_between
from reports.region.told_counts import ONE, Told, tell, tell_attendance, tell_percent

# Older data are called late: after a weekend with a holiday, work has begun again.
DAYS_UNTIL_LATE = 4
DAYS_UNTIL_GONE = 10


@dataclass(frozen=True)
class Choice:
    """The period (first days of months, both included) and the part of the people that is asked for; empty: all."""

    first: date
    last: date
    vocation: int | None = None
    fund: str = ""
    sex: str = ""

    @property
    def months(self) -> list[date]:
        """The first days of its months."""
        return months_between(self.first, self.last)

    @property
    def parts(self) -> dict[str, Any]:
        """What it is narrowed by, as fields of `MonthSum`."""
        asked = {"vocation": self.vocation, "fund": self.fund, "sex": self.sex}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True)
class Figures:
    """Sums of a period as they are told."""

    sums: Sums
    # Of how many people the minutes are, at least.
    attenders: int = 0

    @property
    def in_training(self) -> Told:
        """Places of batches that run now."""
        return tell(self.sums.in_training)

    @property
    def left_early(self) -> Told:
        """Places that ended early."""
        return tell(self.sums.left_early)

    @property
    def finished(self) -> Told:
        """Places that were completed."""
        return tell(self.sums.finished)

    @property
    def assessed(self) -> Told:
        """Completed places of courses that are assessed."""
        return tell(self.sums.assessed)

    @property
    def certificates(self) -> Told:
        """Certificates issued."""
        return tell(self.sums.certificates)

    @property
    def attendance(self) -> int | None:
        """In percent."""
        return tell_attendance(self.sums.held_minutes, self.sums.possible_minutes, self.attenders)

    @property
    def competent(self) -> int | None:
        """Of those assessed, who passed every core unit, in percent."""
        return tell_percent(self.sums.competent, self.sums.assessed)


@dataclass(frozen=True)
class FacilityFigures:
    """A facility with its figures, and its state when it was counted; none if it never was."""

    facility: Facility
    figures: Figures
    trend: list[Told]
    count: FacilityCount | None
    today: date
    # How many of each sex are in custody is not counted.
    is_of_one_sex: bool = False

    @property
    def people(self) -> Told:
        """How many are in custody there."""
        return tell(self.count.people if self.count else 0, ONE)

    @property
    def share(self) -> float | None:
        """Those in training of those in custody, in percent; None where it is not known or hidden."""
        training, people = self.figures.in_training.value, None if self.is_of_one_sex else self.people.value
        return min(100 * training / people, 100.0) if people and training is not None else None

    @cached_property
    def days_old(self) -> int | None:
        """Days since a roll was closed or custody data were confirmed there; None if neither ever was."""
        days = [day for day in (self.count.last_roll_on, self.count.last_list_on) if day] if self.count else []
        return max((self.today - max(days)).days, 0) if days else None

    @property
    def is_late(self) -> bool:
        """Whether its figures may say too little, as nothing was recorded for days."""
        return self.days_old is None or self.days_old >= DAYS_UNTIL_LATE

    @property
    def is_gone(self) -> bool:
        """Whether nothing was recorded for so long that somebody should ask."""
        return self.days_old is None or self.days_old >= DAYS_UNTIL_GONE


@dataclass(frozen=True)
class Part:
    """A part of the people (of a vocation, a fund or a sex), its figures, and its places in the last month."""

    name: str
    figures: Figures
    places: Told
    # Of a hundred, by the largest part of its kind; zero where the count is hidden.
    width: float = 0.0


@dataclass(frozen=True)
class Region:
    """All that the page of a region tells."""

    choice: Choice
    total: Figures
    people: Told
    trend: list[tuple[date, Told]]
    facilities: list[FacilityFigures]
    vocations: list[Part] = field(default_factory=list)
    funds: list[Part] = field(default_factory=list)
    sexes: list[Part] = field(default_factory=list)

    @property
    def late(self) -> list[FacilityFigures]:
        """Facilities whose data are late, the oldest first."""
        late = [one for one in self.facilities if one.is_late]
        return sorted(late, key=lambda one: -(one.days_old if one.days_old is not None else 10**6))

    @property
    def counted_at(self) -> Any:
        """When the facility that was counted first was counted last; None if none ever was."""
        return min((one.count.counted_at for one in self.facilities if one.count), default=None)


def facilities_of(user: User) -> QuerySet[Facility]:
    """The facilities that the regional office of this user oversees."""
    return Facility.objects.filter(region=user.region).order_by("name") if user.region else Facility.objects.none()


def region_today(user: User) -> Region:
    """The user's region in the month that was counted last, without parts of the people."""
    today, facilities = clock.today(user.time_zone), list(facilities_of(user))
    month = counted_until(facilities, today).replace(day=1)
    return region_figures(facilities, Choice(month, month), today, with_parts=False)


def counted_until(facilities: Iterable[Facility], today: date) -> date:
    """The day of the last counting: early on the first of a month it lies in the month before."""
    return FacilityCount.objects.filter(facility__in=list(facilities)).aggregate(last=Max("day"))["last"] or today


def region_figures(facilities: Iterable[Facility], choice: Choice, today: date, *, with_parts: bool = True) -> Region:
    """What is told of these facilities, in the order in which they come; `today` is the reader's."""
    found = list(facilities)
    counts = FacilityCount.objects.in_bulk([one.pk for one in found])
    rows = MonthSum.objects.filter(facility__in=found, month__range=(choice.first, choice.last), **choice.parts)
    sums = _sums(rows, "facility")
    months = choice.months
    whole = [sum((sums[one.pk, month] for one in found), Sums()) for month in months]
    people = sum(count.people for count in counts.values())
    return Region(
        choice,
        total=_figures(whole),
        people=tell(people, ONE),
        trend=[(month, tell(one.places)) for month, one in zip(months, whole, strict=True)],
        facilities=[
            _facility(one, [sums[one.pk, month] for month in months], counts.get(one.pk), choice, today)
            for one in found
        ],
        **(_all_parts(rows, months) if with_parts else {}),
    )


def _all_parts(rows: QuerySet[MonthSum], months: list[date]) -> dict[str, list[Part]]:
    return {
        "vocations": _parts(rows, "vocation", months, dict(Vocation.objects.values_list("pk", "name"))),
        "funds": _parts(rows, "fund", months, dict(FundingSource.choices)),
        "sexes": _parts(rows, "sex", months, {**dict(Sex.choices), "": _("not known")}),
    }


def _facility(
    facility: Facility, sums: list[Sums], count: FacilityCount | None, choice: Choice, today: date
) -> FacilityFigures:
    trend = [tell(one.places) for one in sums]
    return FacilityFigures(facility, _figures(sums), trend, count, today, is_of_one_sex=bool(choice.sex))


def _parts(rows: QuerySet[MonthSum], name: str, months: list[date], labels: Mapping[Any, Any]) -> list[Part]:
    """The parts in which anybody has a place in the last month, the largest first."""
    sums = _sums(rows, name)
    last = {key: sums[key, months[-1]].places for key in {key for key, _month in sums}}
    most = max((tell(count).value or 0 for count in last.values()), default=0)
    found = []
    for key in sorted(
        (key for key in last if last[key]), key=lambda key: (-(tell(last[key]).value or 0), str(labels[key]))
    ):
        places = tell(last[key])
        width = 100 * (places.value or 0) / max(most, 1)
        found.append(Part(str(labels[key]), _figures([sums[key, m] for m in months]), places, width))
    return found


def _figures(sums: list[Sums]) -> Figures:
    fewest = min((one.attenders for one in sums if one.possible_minutes), default=0)
    return Figures(sum(sums, Sums()), fewest)


def _sums(rows: QuerySet[MonthSum], name: str) -> defaultdict[tuple[Any, date], Sums]:
    """The sums of these rows by a field and the month."""
    found: defaultdict[tuple[Any, date], Sums] = defaultdict(Sums)
    for key, month, *sums in rows.order_by().values_list(name, "month").annotate(*(Sum(one) for one in SUMMED)):
        found[key, month] = Sums(*sums)
    return found
