"""What was counted last of an office and a year, in place of its lives."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import cached_property

from outcomes.effect.cohort import Life
from outcomes.effect.counted_cells import lives_in
from outcomes.effect.first_work import FirstWork, first_work_counted
from outcomes.effect.kept_counts import Kept
from outcomes.effect.models import CountedYear
from outcomes.effect.released_lives import Scope


@dataclass
class Counted:
    """The people of a year as they were counted on `day`."""

    row: CountedYear
    day: date

    @cached_property
    def lives(self) -> list[Life]:
        """A cell for each of them."""
        return lives_in(self.row.cells, self.row.names, self.day)

    @property
    def kept(self) -> Kept:
        """The counts in place of answers that were deleted."""
        return Kept(self.row.kept)

    @property
    def began(self) -> FirstWork:
        """How long it took to first work."""
        return first_work_counted(self.row.began)


def counted_by_year(scope: Scope, years: Iterable[int]) -> dict[int, Counted]:
    """What was counted of these years; one statement."""
    rows = CountedYear.objects.filter(office=scope.office, year__in=list(years), day__isnull=False)
    return {row.year: Counted(row, row.day) for row in rows if row.day}


def counted_of(scope: Scope, year: int) -> Counted | None:
    """What was counted of the year; one statement."""
    return counted_by_year(scope, [year]).get(year)
