"""Counts of people whose answers were deleted at the end of the time of keeping, in place of these answers.

Each measure counts by itself: how many at a wave had this standing, how many of those with a certificate in hand
worked, how many kept working, when first work began. Nothing joins two counts, so nobody's story is kept; tables by
groups end with the answers.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from outcomes.effect.cohort import Life, Standing, Wave

FIRST_WORK, WITHOUT = "work", "without"


@dataclass(frozen=True)
class Kept:
    """Counts by measure and value."""

    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def of(self, measure: str) -> Mapping[str, int]:
        """The values of a measure with their counts."""
        return self.counts.get(measure, {})

    def has_all(self, measure: str, people: int) -> bool:
        """Whether so many people were counted, so that the counts can stand for them."""
        return 0 < people == sum(self.of(measure).values())


NOTHING = Kept()


@dataclass(frozen=True)
class Known:
    """People due at a wave: lives with their answers, and of the others counts alone."""

    lives: list[Life]
    counts: Kept = NOTHING

    def standings(self, wave: Wave, day: date) -> Counter[tuple[Standing, str]]:
        """Everybody by standing and grade of evidence."""
        found = Counter((life.standing_at(wave, day), life.grade_at(wave, day)) for life in self.lives)
        for value, count in self.counts.of(wave.code).items():
            standing, _colon, grade = value.partition(":")
            found[Standing(standing), grade] += count
        return found


def standing_value(standing: Standing, grade: str) -> str:
    """A standing with how well it is known, as counts keep it."""
    return f"{standing.value}:{grade}"


def steps_measure(wave: Wave) -> str:
    """Of those with their certificate in hand: who works, in the trade, and since three months already."""
    return f"hand:{wave.code}"


def retention_measure(wave: Wave) -> str:
    """Of those who worked at three months: who still works, and who is not known."""
    return f"kept:{wave.code}"


def known_at(lives: Sequence[Life], wave: Wave, day: date, kept: Kept) -> Known:
    """The lives whose answers at the wave are there; counts stand for the others only if they cover all of them."""
    gone = sum(life.is_counted_apart(wave, day) for life in lives)
    if not kept.has_all(wave.code, gone):
        return Known(list(lives))
    return Known([life for life in lives if not life.is_counted_apart(wave, day)], kept)


def lacking(lives: Sequence[Life], wave: Wave, day: date, kept: Kept) -> int:
    """How many people's answers at the wave are deleted and counted nowhere."""
    return sum(
        life.expired_on is not None and life.expired_on <= day for life in known_at(lives, wave, day, kept).lives
    )
