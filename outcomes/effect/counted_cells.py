"""Lives put together: how many people share everything that figures ask of them, as it was known on one day.

A cell has no days. How long it took to first work is counted by itself, so nothing joins it to the rest, and who was
never admitted has no features at all. A cell stands in for the life of each of its people: the same functions count
both, so figures of cells are those of the lives.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from outcomes.effect.cohort import WAVES, Life, Standing, Wave
from outcomes.effect.life_traits import label_of

# Their names come from rows, and are kept beside the cells; all other features have words of their own.
NAMED = ("program", "batch", "facility")
TRAITS = (*NAMED, "level", "fund", "vocation", "sex", "age", "half")
EARLY, APART = "early", "apart"
# A cell as JSON: steps taken, whether answers are deleted, what is known at each wave, features, people.
Row = list[Any]
Names = dict[str, dict[str, str]]
_FLAGS = {
    "a": "was_asked",
    "p": "has_applied",
    "d": "was_admitted",
    "f": "has_finished",
    "k": "is_competent",
    "s": "is_certified",
    "h": "is_in_hand",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known at one wave, and how; `state` says whether it is too early, or counted apart."""

    standing: Standing
    grade: str = ""
    state: str = ""

    def __str__(self) -> str:
        return f"{self.standing.value}:{self.grade}:{self.state}"

    @classmethod
    def parsed(cls, text: str) -> "Seen":
        """As `str` wrote it."""
        standing, grade, state = text.split(":")
        return cls(Standing(standing), grade, state)


@dataclass(frozen=True, slots=True)
class Cell(Life):
    """One of the people of a cell. Asked about any day, it answers for the day on which it was counted."""

    seen: Mapping[str, Seen] = field(default_factory=dict)

    def is_mature(self, wave: Wave, day: date) -> bool:
        """Whether the window of the wave had passed."""
        return self.seen[wave.code].state != EARLY

    def is_counted_apart(self, wave: Wave, day: date) -> bool:
        """Whether the answer to the wave was deleted after the wave had closed."""
        return self.seen[wave.code].state == APART

    def standing_at(self, wave: Wave, day: date) -> Standing:
        """What was known."""
        return self.seen[wave.code].standing

    def grade_at(self, wave: Wave, day: date) -> str:
        """How well it was known."""
        return self.seen[wave.code].grade


def cells_of(lives: Iterable[Life], day: date) -> list[Row]:
    """The cells in the order of what they say, so that equal people make equal rows."""
    found = Counter(_key(life, day) for life in lives)
    return [
        [steps, is_deleted, list(seen), list(traits), count]
        for (steps, is_deleted, seen, traits), count in sorted(found.items())
    ]


def names_of(lives: Iterable[Life]) -> Names:
    """What programs, batches and facilities of those admitted are called, by key."""
    names: Names = {name: {} for name in NAMED}
    for life in lives:
        for name in NAMED if life.was_admitted else ():
            key, label = life.traits[name]
            names[name][key] = label
    return names


def lives_in(rows: Iterable[Row], names: Names, day: date) -> list[Life]:
    """One cell a person. Features have the words of the reader's language."""
    known: dict[str, Seen] = {}
    return [life for row in rows for life in _people(row, names, day, known)]


def _key(life: Life, day: date) -> tuple[str, bool, tuple[str, ...], tuple[str, ...]]:
    steps = "".join(letter for letter, name in _FLAGS.items() if getattr(life, name))
    is_deleted = life.expired_on is not None and life.expired_on <= day
    traits = tuple(life.traits[name][0] for name in TRAITS) if life.was_admitted else ()
    return steps, is_deleted and life.was_admitted, tuple(str(_seen(life, wave, day)) for wave in WAVES), traits


def _seen(life: Life, wave: Wave, day: date) -> Seen:
    is_early = not life.is_mature(wave, day)
    if not life.was_admitted:
        # Of them only the steps are counted.
        return Seen(Standing.LOST, state=EARLY if is_early else "")
    state = EARLY if is_early else APART if life.is_counted_apart(wave, day) else ""
    return Seen(life.standing_at(wave, day), life.grade_at(wave, day), state)


def _people(row: Row, names: Names, day: date, known: dict[str, Seen]) -> Iterator[Life]:
    steps, is_deleted, seen, keys, count = row
    at = {wave.code: known.setdefault(text, Seen.parsed(text)) for wave, text in zip(WAVES, seen, strict=True)}
    traits = _traits(keys, names)
    flags: dict[str, Any] = {name: letter in steps for letter, name in _FLAGS.items()}
    cell = Cell(released_on=day, expired_on=day if is_deleted else None, traits=traits, seen=at, **flags)
    # One object for all of them: nothing told of a life says which it is.
    yield from [cell] * count


def _traits(keys: Sequence[str], names: Names) -> dict[str, tuple[str, str]]:
    return {name: (key, label_of(name, key, names)) for name, key in zip(TRAITS, keys, strict=False)}
