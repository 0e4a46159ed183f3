"""Two figures of one page are about people who overlap: who is in one and not in the other may be few."""

import os
from dataclasses import replace
from itertools import combinations, permutations, product

import pytest

from outcomes.effect.cohort import M6, Life
from outcomes.effect.shown_figures import figures_shown
from tests.outcomes.effect.attacker import (
    BEGUN,
    NAMES,
    YEAR,
    Kind,
    Told,
    begun_by,
    both,
    computed,
    is_at,
    is_without,
    kinds,
    read,
    step_kind,
)
from tests.outcomes.effect.test_attacks import (
    PAGE,
    WAVES,
    members,
    page_of,
    population,
    told_by,
    told_of_groups,
    traits,
)
from tests.outcomes.effect.test_shown_figures import DAY, RELEASED

# The same on every engine.
pytestmark = pytest.mark.once
SEEDS = range(int(os.environ.get("ATTACKED_POPULATIONS", "4")) + 2)
FEWER = range(1, len(SEEDS) // 2)
WORLD = kinds([traits("LAS 1", "L")], Life(RELEASED))
STEPS = ("finished", "competent", "certified", "in_hand", "working", "in_trade", "still")


def without(kind: Kind) -> Kind:
    return lambda life: not kind(life)


PARTS: dict[str, Kind] = {
    **{f"{name} {code}": is_at(name, wave) for code, wave in WAVES.items() for name in NAMES},
    **{f"step {step}": step_kind(step, M6) for step in STEPS},
    **{f"begun by {day}": begun_by(day) for day in (BEGUN[1], YEAR)},
    "told nothing": is_without,
}
OF_WORK = ("working m3", "working m6", "unknown m3", "unknown m6", "begun by 20", f"begun by {YEAR}", "told nothing")


OF_GROUPS = [traits(batch, sex) for batch in ("LAS 1", "LAS 2", "OTO 1") for sex in "LP"]
_NAMES = ("working m6", "unknown m6", "in_trade m6", *(f"step {step}" for step in STEPS))
OF_A_GROUP: dict[str, Kind] = {name: PARTS[name] for name in _NAMES} | {
    f"{one} not {other}": both(PARTS[one], without(PARTS[other])) for one, other in permutations(_NAMES, 2)
}


def overlaps(lives: list[Life]) -> list[Told]:
    """Who is in one and in the other, in one and not in the other, and in none, one or more of those about work."""
    found = {}
    for (one, kind), (other, more) in combinations(PARTS.items(), 2):
        found |= {f"{one} and {other}": both(kind, more), f"{one} not {other}": both(kind, without(more))}
        found[f"{other} not {one}"] = both(more, without(kind))
    for names in combinations(OF_WORK, 3):
        for signs in product((True, False), repeat=3):
            name = " and ".join(name if sign else f"not {name}" for name, sign in zip(names, signs, strict=True))
            found[name] = all_of(
                [PARTS[one] if sign else without(PARTS[one]) for one, sign in zip(names, signs, strict=True)]
            )
    return [Told(name, kind, sum(map(kind, lives))) for name, kind in found.items()]


def all_of(found: list[Kind]) -> Kind:
    return lambda life: all(kind(life) for kind in found)


@pytest.mark.parametrize("seed", FEWER)
def test_nobody_few_of_a_group_is_told_by_its_page_its_row_and_those_of_others(seed):
    lives = population(seed, OF_GROUPS)
    figures, tables = page_of(lives)
    told = [*told_by(lives, figures, tables), *told_of_groups(lives, tables)]
    sought = [
        Told(f"{table['dimension']} {row['key']}: {name}", both(within, kind), 0)
        for table in tables
        for row in table["rows"]
        if (within := members(lives)(table["dimension"], row["key"]))
        for name, kind in OF_A_GROUP.items()
    ]
    sought = [replace(one, count=sum(map(one.about, lives))) for one in sought]

    assert [one.sort for one in told if one.count != sum(map(one.about, lives))] == []
    assert computed(told, sought, kinds(OF_GROUPS, Life(RELEASED))) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_few_is_told_by_two_figures_of_one_page(seed):
    lives = population(seed)
    told = list(read(figures_shown(lives, M6, DAY, PAGE), WAVES))

    assert computed(told, overlaps(lives), WORLD) == []
