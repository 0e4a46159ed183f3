"""Who keeps working: of all who worked at three months, those who work at a later wave."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from outcomes.effect.cohort import M3, UNKNOWN, WORKING, Life, Standing, Wave, mature
from outcomes.effect.kept_counts import NOTHING, Kept, known_at, retention_measure
from outcomes.effect.wilson import Share

Standings = frozenset[Standing]
BASE, STILL, NOT_KNOWN = "base", "still", "unknown"
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


def retention(
    lives: Iterable[Life], wave: Wave, day: date, *, among: Standings = WORKING, kept: Kept = NOTHING
) -> Retention:
    """Retention in work, or in the trade with `among=IN_TRADE`; counts in place of answers tell of work alone."""
    known = known_at(mature(lives, wave, day), wave, day, kept)
    found = _kept(known.lives, wave, day, among, lambda life: life.standing_at(wave, day) in among)
    more = known.counts.of(retention_measure(wave))
    base, still, unknown = (more.get(part, 0) for part in (BASE, STILL, NOT_KNOWN))
    return Retention(wave, found.base + base, found.still + still, found.unknown + unknown)


def parts_kept(life: Life, wave: Wave, day: date) -> list[str]:
    """The counts to which the life adds: whether it worked at three months, and what is known of it at the wave."""
    if not life.is_working_at(M3, day):
        return []
    standing = life.standing_at(wave, day)
    return [BASE, *([STILL] if standing in WORKING else [NOT_KNOWN] if standing in UNKNOWN else [])]


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
