"""Which number of which series a printed text is, so that no paper from before this site takes one of its numbers."""

import re
from dataclasses import dataclass
from string import Formatter

from accounts.models import TrainingCenter
from certification.register.models import NumberSeries, SeriesNumber
from certification.register.number_keys import MOST_DIGITS, number_key
from certification.register.number_series import ROMAN, Terms, pattern_for, years_to_open

_MONTH = "|".join(sorted(ROMAN, key=len, reverse=True))


def running_number(pattern: str, year: int, text: str) -> int | None:
    """The running number that makes `pattern` this text in that year, with or without leading zeros; None if none."""
    signs = []
    for literal, name, _spec, _conversion in Formatter().parse(pattern):
        signs.append(re.escape(number_key(literal)))
        if name is not None:
            signs.append(_sign_of(name, year))
    found = re.fullmatch("".join(signs), number_key(text))
    return int(found["number"]) if found else None


def _sign_of(name: str, year: int) -> str:
    return {"number": rf"(?P<number>0*[0-9]{{1,{MOST_DIGITS}}})", "year": str(year), "month": f"(?:{_MONTH})"}[name]


@dataclass(frozen=True)
class Claim:
    """A series, in use or only to be opened, that a number belongs to."""

    series: NumberSeries
    number: int
    used_before: int
    last_number: int
    is_open: bool

    @property
    def is_accounted_for(self) -> bool:
        """Whether the series says that its number was given before this site."""
        return 1 <= self.number <= self.used_before

    @property
    def was_given_here(self) -> bool:
        """Whether this site has given the number."""
        return self.used_before < self.number <= self.last_number


class SeriesOfCenter:
    """All series of a center, with those that its next papers would open; three statements, however many are asked."""

    def __init__(self, center: TrainingCenter) -> None:
        self._open = list(NumberSeries.objects.filter(training_center=center).order_by("pk"))
        rows = SeriesNumber.objects.filter(series__in=self._open).order_by("series", "-number")
        last: dict[int, int] = {}
        for series, number in rows.values_list("series", "number"):
            last.setdefault(series, number)
        self._last = last
        self._closed = [
            (NumberSeries(training_center=center, paper=paper, year=year), Terms(*pattern_for(center, paper, year), 0))
            for paper in NumberSeries.Paper
            for year in years_to_open(center, paper)
        ]

    def claim(self, text: str) -> Claim | None:
        """The series that this number is one of; None if it is of none."""
        for series in self._open:
            if (number := running_number(series.pattern, series.year, text)) is not None:
                last = max(series.last_number, self._last.get(series.pk, 0))
                return Claim(series, number, series.used_before, last, is_open=True)
        for series, terms in self._closed:
            if (number := running_number(terms.pattern, series.year, text)) is not None:
                return Claim(series, number, 0, 0, is_open=False)
        return None
