"""Who works at a wave: one column for each thing that can be known, over everybody whose time has come."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from outcomes.effect.cohort import WORKING, Life, Standing, Wave, mature
from outcomes.effect.kept_counts import NOTHING, Kept, known_at
from outcomes.effect.wilson import Share


@dataclass(frozen=True)
class WaveFigures:
    """The columns of one wave on one day; working and the six others sum to `n`."""

    wave: Wave
    day: date
    n: int
    working: int
    in_trade: int
    lost: int
    refused: int
    withdrawn: int
    returned: int
    died: int
    other: int
    # Of the others: those who seek work.
    seeking: int
    # How well the answers of those working are known, and of those in the trade among them: people by grade.
    grades: Mapping[str, int] = field(default_factory=dict)
    trade_grades: Mapping[str, int] = field(default_factory=dict)

    @property
    def unknown(self) -> int:
        """Lost, refused and withdrawn: they stay in the denominator."""
        return self.lost + self.refused + self.withdrawn

    @property
    def reached(self) -> int:
        """Those whose own answer is known."""
        return self.working + self.other

    @property
    def share(self) -> Share:
        """Working of all; also the low bound: all unknown fail."""
        return Share(self.working, self.n)

    @property
    def trade_share(self) -> Share:
        """Working in the trade of all."""
        return Share(self.in_trade, self.n)

    @property
    def trade_of_working(self) -> Share:
        """Working in the trade of those working."""
        return Share(self.in_trade, self.working)

    @property
    def high(self) -> Share:
        """What it would be if all unknown succeed."""
        return Share(self.working + self.unknown, self.n)

    @property
    def only_reached(self) -> Share:
        """Of those whose standing is known only. Not the result, and never shown without saying so."""
        return Share(self.working, self.n - self.unknown)

    def folded(self) -> "WaveFigures":
        """With the returned among the others, as the training center and whoever works for it may read them."""
        return replace(self, other=self.other + self.returned, returned=0)


def wave_figures(lives: Iterable[Life], wave: Wave, day: date, kept: Kept = NOTHING) -> WaveFigures:
    """The figures of a wave over the lives that are mature on `day`."""
    counted = mature(lives, wave, day)
    found = known_at(counted, wave, day, kept).standings(wave, day)
    by_standing: Counter[Standing] = Counter()
    grades: Counter[str] = Counter()
    for (standing, grade), count in found.items():
        by_standing[standing] += count
        grades[grade] += count if standing in WORKING else 0
    in_trade = by_standing[Standing.IN_TRADE]
    return WaveFigures(
        wave=wave,
        day=day,
        n=len(counted),
        working=in_trade + by_standing[Standing.OTHER_WORK],
        in_trade=in_trade,
        lost=by_standing[Standing.LOST],
        refused=by_standing[Standing.REFUSED],
        withdrawn=by_standing[Standing.WITHDRAWN],
        returned=by_standing[Standing.RETURNED],
        died=by_standing[Standing.DIED],
        other=by_standing[Standing.NO_WORK] + by_standing[Standing.SEEKING],
        seeking=by_standing[Standing.SEEKING],
        grades=grades,
        trade_grades={grade: count for (standing, grade), count in found.items() if standing == Standing.IN_TRADE},
    )


def returned_within_a_year(lives: Iterable[Life], day: date) -> Share:
    """Registered again within 365 days, of all released at least 365 days before `day`."""
    spans = [
        (life.returned_on - life.released_on).days if life.returned_on else None
        for life in lives
        if (day - life.released_on).days >= 365
    ]
    return Share(sum(span is not None and span <= 365 for span in spans), len(spans))
