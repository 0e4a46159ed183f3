"""Who keeps working: of all who worked at three months, those who work at a later wave."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from outcomes.effect.cohort import M3, UNKNOWN, WORKING, Life, Standing, Wave, mature
from outcomes.effect.wilson import Share

Standings = frozenset[Standing]
IN_TRADE: Standings = frozenset({Standing.IN_TRADE})


@dataclass(frozen=True)
class Retention:
    """`still` of `base` people; `unknown` of them are lost, refused or withdrawn at the later wave and stay in."""

    wave: Wave
    base: int
    still: int
    unknown: int

    @property
    def share(self) -> Share:
        """Still working of all who worked at three months."""
        return Share(self.still, self.base)

    @property
    def high(self) -> Share:
        """What it would be if all unknown still work."""
        return Share(self.still + self.unknown, self.base)


def retention(lives: Iterable[Life], wave: Wave, day: date, *, among: Standings = WORKING) -> Retention:
    """Retention in work, or in the trade with `among=IN_TRADE`."""
    return _kept(lives, wave, day, among, lambda life: life.standing_at(wave, day) in among)


def same_place(lives: Iterable[Life], wave: Wave, day: date) -> Retention:
    """Working at three months and, at the later wave, still at the same place."""

    def has_stayed(life: Life) -> bool:
        return life.is_working_at(wave, day) and life.answers[wave.code].is_same_place

    return _kept(lives, wave, day, WORKING, has_stayed)


def _kept(
    lives: Iterable[Life], wave: Wave, day: date, among: Standings, has_stayed: Callable[[Life], bool]
) -> Retention:
    base = [life for life in mature(lives, wave, day) if life.standing_at(M3, day) in among]
    unknown = sum(life.standing_at(wave, day) in UNKNOWN for life in base)
    return Retention(wave, len(base), sum(map(has_stayed, base)), unknown)
