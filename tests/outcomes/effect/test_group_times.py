"""Tables by groups of two nights, two reports or two times: who ended, or got a certificate, in between is not told."""

import os
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from outcomes.effect.cohort import M3, Life
from outcomes.effect.models import StandingFigures
from outcomes.effect.told_figures import ever_told, may_stand, without_few_beside
from outcomes.effect.told_tables import with_the_same_cells
from tests.outcomes.effect.attacker import Kind, Told, both, computed, is_at, kinds, read, read_table
from tests.outcomes.effect.test_attacks import BATCHES, WAVES, at_wave, members, person, traits
from tests.outcomes.effect.test_shown_figures import DAY, RELEASED

# The same on every engine.
pytestmark = pytest.mark.once
SEEDS = range(int(os.environ.get("ATTACKED_POPULATIONS", "4")))
CHANGE = "change"
ALL_TRAITS = [traits(batch, sex) | {CHANGE: ""} for batch in list(BATCHES)[:4] for sex in "LP"]


def handed(life: Life) -> Life:
    return replace(life, is_in_hand=True, traits={**life.traits, CHANGE: "handed"})


def has_ended(life: Life) -> bool:
    return life.withdrawn_on is not None


def was_handed(life: Life) -> bool:
    return life.traits[CHANGE] == "handed"


def ended(life: Life) -> Life:
    return replace(life, withdrawn_on=DAY)


_WORLD = kinds(ALL_TRAITS, Life(RELEASED))
WORLD = [
    *_WORLD,
    *map(ended, _WORLD),
    *(handed(life) for life in _WORLD if life.is_certified and not life.is_in_hand),
]


def before(life: Life) -> Life:
    """The same life as it was at the first time."""
    if not (has_ended(life) or was_handed(life)):
        return life
    if id(life) not in _BEFORE:
        # The life is kept beside it, so that no other gets its id.
        flags = {"is_in_hand": False} if was_handed(life) else {}
        _BEFORE[id(life)] = life, replace(life, withdrawn_on=None, **flags)
    return _BEFORE[id(life)][1]


_BEFORE: dict[int, tuple[Life, Life]] = {}


def then(one: Told) -> Told:
    return replace(one, about=lambda life: one.about(before(life)))


def population(seed: int) -> tuple[list[Life], list[Life]]:
    """People of uneven classes, and the same later: some have ended, some got their certificate."""
    chance = Random(seed)
    found: list[tuple[Life, Life]] = []
    # Of some groups a few change, of others many and of the rest nobody.
    shares = chance.choice([[0, 0.05, 0.2, 0.6], [0, 0, 0, 0.9], [0, 0, 0.7]])
    for about in ALL_TRAITS:
        weights = [chance.choice([0, 1, 3, 9]) for _kind in range(6)]
        share = chance.choice(shares)
        for _ in range(chance.choice([0, 6, 14, 30])):
            life = replace(person(chance, about, weights), is_in_hand=False)
            if life.is_certified and chance.random() < 0.7:
                life = replace(life, is_in_hand=True)
            later = life
            if chance.random() < share:
                later = ended(life) if life.is_in_hand or not life.is_certified else handed(life)
            found.append((before(later) if later is not life else life, later))
    return [one for one, _later in found], [later for _one, later in found]


def sought(lives: list[Life], later: list[Life], tables: list[dict]) -> list[Told]:
    """How many of a group ended or got their certificate, and of the first what they had told."""
    of = members(lives)
    groups: list[tuple[str, Kind]] = [("all", lambda _life: True)]
    groups += [
        (f"{table['dimension']} {row['key']}", of(table["dimension"], row["key"]))
        for table in tables
        for row in table["rows"]
    ]
    told = {f"{name} {code}": is_at(name, wave) for code, wave in WAVES.items() for name in ("working", "unknown")}
    found = []
    for group, within in groups:
        found += [(f"{group}: handed", both(within, was_handed)), (f"{group}: ended", both(within, has_ended))]
        for name, kind in told.items():
            past = lambda life, kind=kind: kind(before(life))  # noqa: E731
            found.append((f"{group}: ended, {name}", both(both(within, has_ended), past)))
    return [Told(name, kind, sum(map(kind, later))) for name, kind in found]


def only(standing: StandingFigures) -> StandingFigures:
    """Without rows of other times: these say what is told of them there."""
    parts = {"": standing.figures, "page": standing.figures["page"]}
    trimmed = {
        name: {**one, "waves": [row for row in one["waves"] if row["wave"] == standing.wave], "retention": []}
        for name, one in parts.items()
    }
    standing.figures = {**trimmed[""], "page": trimmed["page"]}
    return standing


def pages(standing: StandingFigures, lives: list[Life]) -> Iterator[Told]:
    """What one night's pages of one time tell: all, tables, and groups by themselves."""
    of, wave = members(lives), WAVES[standing.wave]
    yield from read(standing.figures["page"], WAVES)
    for table in standing.figures["tables"]:
        yield from read_table(table, wave, of)
    for group in standing.figures["groups"]:
        dimension, _colon, key = group["value"].partition(":")
        yield from read(group["figures"], WAVES, of(dimension, key), group["value"])


def found_out(first: StandingFigures, second: StandingFigures, lives: list[Life], later: list[Life]) -> list[str]:
    told = [then(one) for one in pages(first, lives)] + list(pages(second, later))
    assert [one.sort for one in told if one.count != sum(map(one.about, later))] == []
    return computed(told, sought(lives, later, first.figures["tables"]), WORLD)


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_few_of_a_group_changes_between_two_nights_or_reports(seed):
    lives, later = population(seed)
    first, second = at_wave(lives, M3), at_wave(later, M3)
    if not may_stand(second, first):
        return
    second.figures = with_the_same_cells(second.figures, ever_told(first))

    assert found_out(first, second, lives, later) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_few_of_a_group_changes_between_two_times(seed):
    """Three months were closed before some got their certificate, six months after it."""
    lives, later = population(seed)
    first, second = only(at_wave(lives, M3)), only(at_wave(later, WAVES["m6"]))
    second.figures = without_few_beside(second.figures, ever_told(first))

    assert found_out(first, second, lives, later) == []
