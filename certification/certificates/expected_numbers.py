"""What the next papers of a center would carry if they were issued now: number and last day. Nothing is taken."""

from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import TrainingCenter
from certification.register.models import Certificate, NumberSeries
from certification.register.number_series import pattern_for, written
from core import clock
from inmates.custody.telltale_words import office_names
from programs.batches.models import Batch


@dataclass(frozen=True)
class Expected:
    """What the next paper would get now: its number as printed, the day of issue, and the last day (None: no end);
    and the facilities that it must not name.
    """

    number: str
    issued_on: date
    valid_until: date | None
    offices: tuple[str, ...] = ()


def expected(batch: Batch, paper: str) -> Expected:
    """What the next paper of this kind would get from the center of the batch; for words that nobody issues yet."""
    center = batch.training_center
    today = clock.today(center.time_zone)
    pattern, months, used = _series(center, paper, today.year)
    return Expected(written(pattern, used + 1, today), today, last_day(months, today), office_names())


def numbered(center: TrainingCenter, certificates: Sequence[Certificate], *, on: date) -> list[tuple[Certificate, str]]:
    """Each certificate with the number that it gets when they are issued in this order on that day."""
    series = {paper: _series(center, paper, on.year) for paper in sorted({one.paper for one in certificates})}
    taken: Counter[str] = Counter()
    found = []
    for one in certificates:
        pattern, _months, used = series[one.paper]
        taken[one.paper] += 1
        found.append((one, written(pattern, used + taken[one.paper], on)))
    return found


def _series(center: TrainingCenter, paper: str, year: int) -> tuple[str, int | None, int]:
    """Pattern, months of validity and last number of that year, whether its series stands already or not."""
    series = NumberSeries.objects.filter(training_center=center, paper=paper, year=year).first()
    if series:
        return series.pattern, series.validity_months, series.last_number
    return *pattern_for(center, paper, year), 0


def last_day(months: int | None, on: date) -> date | None:
    """The last day of what is issued `on` and valid for so many months; None: without end. 31 August and 6: 28
    February.
    """
    if not months:
        return None
    # Months are counted from zero, so that December and January need no case of their own.
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
