"""Random populations, their pages, and somebody who subtracts every number from every other."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from outcomes.effect.cohort import M3, M6, Answer, Life, Standing
from outcomes.effect.compared_counts import differs_by_few
from outcomes.effect.funnel import Step
from outcomes.effect.group_pages import group_figures
from outcomes.effect.group_tables import groups_of, tables_shown
from outcomes.effect.models import OutcomeReport, StandingFigures
from outcomes.effect.shown_figures import Reader, figures_shown
from outcomes.effect.told_figures import ever_told, may_stand, page_figures, without_few_beside
from tests.outcomes.effect.attacker import (
    BEGUN,
    NAMES,
    YEAR,
    Told,
    begun_by,
    both,
    computed,
    could_begin,
    is_at,
    is_without,
    kinds,
    read,
    read_table,
    step_kind,
)
from tests.outcomes.effect.test_shown_figures import DAY, RELEASED, TRAITS

WAVES = {"m3": M3, "m6": M6}
BATCHES = {"LAS 1": "LAS", "LAS 2": "LAS", "OTO 1": "OTO", "OTO 2": "OTO", "TIK 1": "TIK"}
# The same on every engine.
pytestmark = pytest.mark.once
DIMENSIONS = ("program", "batch", "sex")
SEEDS = range(int(os.environ.get("ATTACKED_POPULATIONS", "4")))
# Each of those who read many pages takes some seconds.
FEWER = range(1, max(len(SEEDS) // 4, 1) + 1)
PAGE = Reader(Step.ADMITTED)


def traits(batch: str, sex: str) -> dict:
    values = {"program": BATCHES[batch], "batch": batch, "sex": sex}
    return {name: (values.get(name, "A"),) * 2 for name in TRAITS}


ALL_TRAITS = [traits(batch, sex) for batch in BATCHES for sex in "LP"]
WORLD = kinds(ALL_TRAITS, Life(RELEASED))
WORLD_OF_TWO_DAYS = WORLD + [replace(life, withdrawn_on=DAY) for life in WORLD]


def population(seed: int, found: list[dict] | None = None) -> list[Life]:
    """People of uneven classes: few of some, none of others, more likely at work in one trade than in another."""
    chance = Random(seed)
    people = []
    for about in found or ALL_TRAITS:
        weights = [chance.choice([0, 0, 1, 3, 9]) for _kind in range(6)]
        people += [person(chance, about, weights) for _ in range(chance.choice([0, 2, 6, 14, 30]))]
    return people


def person(chance: Random, about: dict, weights: list[int]) -> Life:
    letters = ["lost", "refused", "in_trade", "other_work", "seeking", "no_work"]
    late = chance.choices(letters, [weight + 0.05 for weight in weights])[0]
    early = late if late == "refused" or chance.random() < 0.6 else chance.choice([*letters[:1], *letters[2:]])
    taken = chance.choices(range(5), [1, 1, 2, 2, 30])[0]
    names = ("has_finished", "is_competent", "is_certified", "is_in_hand")
    answers = {
        wave.code: Answer(Standing(said), wave.due_on(RELEASED))
        for wave, said in ((M3, early), (M6, late))
        if said not in ("lost", "refused")
    }
    flags = {name: place < taken for place, name in enumerate(names)}
    days = [begun for begun in BEGUN if could_begin(*(said_of(answers, wave) for wave in (M3, M6)), begun)]
    begun = None if late == "refused" else chance.choice(days)
    first = None if begun is None else RELEASED + timedelta(days=begun)
    return Life(RELEASED, answers=answers, has_refused=late == "refused", first_work_on=first, traits=about, **flags)


def said_of(answers: dict[str, Answer], wave) -> str | None:
    return answers[wave.code].standing.value if wave.code in answers else None


def members(lives: list[Life]):
    """Who belongs to a row of a table, small groups put together too."""

    def of(dimension: str, key: str):
        group = next(one for one in groups_of(lives, dimension) if one.key == key)
        values = {life.traits[dimension] for life in group.lives}
        return lambda life: life.traits[dimension] in values

    return of


def page_of(lives: list[Life]) -> tuple[dict, list[dict]]:
    return figures_shown(lives, M6, DAY, PAGE), tables_shown(lives, DIMENSIONS, M6, DAY)


def told_by(lives: list[Life], figures: dict, tables: list[dict]) -> list[Told]:
    found = list(read(figures, WAVES))
    for table in tables:
        found += read_table(table, M6, members(lives))
    return found


def told_of_groups(lives: list[Life], tables: list[dict]) -> Iterator[Told]:
    """The pages of single groups, one after the other, as somebody may read them all."""
    for group in group_figures(lives, tables, M6, DAY):
        dimension, _colon, key = group["value"].partition(":")
        yield from read(group["figures"], WAVES, members(lives)(dimension, key), f"{dimension} {key}")


def sought_of(lives: list[Life], tables: list[dict]) -> list[Told]:
    """What a page could have told, with what it is in truth."""
    kinds_of = [
        *((f"{name} {wave.code}", is_at(name, wave)) for wave in WAVES.values() for name in NAMES),
        *((f"step {step.value}", step_kind(step.value, M6)) for step in Step),
        ("without", is_without),
        *((f"begun by {day}", begun_by(day)) for day in (30, 91, YEAR)),
    ]
    for table in tables:
        for row in table["rows"]:
            within = members(lives)(table["dimension"], row["key"])
            kinds_of += [
                (f"{table['dimension']} {row['key']} {name}", both(within, is_at(name, M6)))
                for name in ("working", "not_working", "unknown")
            ]
            kinds_of.append((f"{table['dimension']} {row['key']} in hand", both(within, lambda life: life.is_in_hand)))
    return [Told(sort, about, sum(map(about, lives))) for sort, about in kinds_of]


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_small_is_computed_from_one_page(seed):
    lives = population(seed)
    figures, tables = page_of(lives)
    told = told_by(lives, figures, tables)

    assert [one.sort for one in told if one.count != sum(map(one.about, lives))] == []
    assert computed(told, sought_of(lives, tables), WORLD) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_small_is_computed_from_the_pages_of_all_groups(seed):
    lives = population(seed)
    figures, tables = page_of(lives)
    told = [*told_by(lives, figures, tables), *told_of_groups(lives, tables)]

    assert computed(told, sought_of(lives, tables), WORLD) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_small_is_computed_from_two_reports(seed):
    """Some end their agreement between both days; a second report that may be kept tells of no few of them."""
    lives = population(seed)
    chance = Random(-seed)
    ended = {place for place in range(len(lives)) if chance.random() < chance.choice([0.02, 0.1, 0.3])}
    later = [replace(life, withdrawn_on=DAY) if place in ended else life for place, life in enumerate(lives)]
    first, second = page_of(lives), page_of(later)
    kept, again = ({**figures, "tables": tables} for figures, tables in (first, second))
    if differs_by_few(kept, again):
        return

    told = [on_first_day(one) for one in told_by(lives, *first)] + list(told_by(later, *second))
    sought = [
        Told(f"ended: {one.sort}", both(has_ended, on_first_day(one).about), 0) for one in sought_of(lives, first[1])
    ]
    sought = [replace(one, count=sum(map(one.about, later))) for one in sought]
    assert computed(told, sought, WORLD_OF_TWO_DAYS) == []


def stands(lives: list[Life]) -> dict[str, StandingFigures]:
    """What a night counts, for each time."""
    return {wave.code: at_wave(lives, wave) for wave in WAVES.values()}


def at_wave(lives: list[Life], wave) -> StandingFigures:
    tables, page = tables_shown(lives, DIMENSIONS, wave, DAY), figures_shown(lives, wave, DAY, PAGE)
    groups = list(group_figures(lives, tables, wave, DAY))
    return StandingFigures(wave=wave.code, day=DAY, figures={**page, "page": page, "tables": tables, "groups": groups})


def told_on_pages(told: dict, lives: dict[str, list[Life]]) -> Iterator[Told]:
    """The pages of the year, one for each time; `lives` are those of whom each time tells, as they were then."""
    for code, wave in WAVES.items():
        of = members(lives[code])
        found = [*read(page_figures(told, code), WAVES)]
        for table in told[code].figures["tables"]:
            found += read_table(table, wave, of)
        for group in told[code].figures["groups"]:
            dimension, _colon, key = group["value"].partition(":")
            page = page_figures(told, code, group["value"])
            found += read(page, WAVES, of(dimension, key), group["value"])
        for one in found:
            # Another time's row is of another night.
            other = one.sort.rpartition(" ")[2]
            night = lives[other if other in WAVES else code]
            yield one if any(map(has_ended, night)) else on_first_day(one)


def ended_since(lives: list[Life], seed: int) -> list[Life]:
    """The same people, of whom some have ended their agreement."""
    chance = Random(-seed)
    share = chance.choice([0.01, 0.03, 0.1, 0.3])
    return [replace(life, withdrawn_on=DAY) if chance.random() < share else life for life in lives]


def sought_of_ended(lives: list[Life], later: list[Life]) -> list[Told]:
    """Those who ended, with what they had told."""
    tables = tables_shown(lives, DIMENSIONS, M6, DAY)
    kinds_of = [both(has_ended, on_first_day(one).about) for one in sought_of(lives, tables)]
    names = [f"ended: {one.sort}" for one in sought_of(lives, tables)]
    return [Told(name, about, sum(map(about, later))) for name, about in zip(names, kinds_of, strict=True)]


@pytest.mark.parametrize("seed", FEWER)
def test_nothing_small_is_computed_from_the_pages_of_two_nights(seed):
    """Some end their agreement in between: what differs by a few stays as it was."""
    lives = population(seed)
    later = ended_since(lives, seed)
    first, fresh = stands(lives), stands(later)
    second = {code: one if may_stand(one, first[code]) else first[code] for code, one in fresh.items()}
    then = {code: later if second[code] is fresh[code] else lives for code in WAVES}

    told = [*told_on_pages(first, dict.fromkeys(WAVES, lives)), *told_on_pages(second, then)]

    assert [one.sort for one in told if one.count != sum(map(one.about, later))] == []
    assert computed(told, sought_of_ended(lives, later), WORLD_OF_TWO_DAYS) == []


@pytest.mark.parametrize("seed", FEWER)
def test_nothing_small_is_computed_from_reports_of_two_times(seed):
    """Three months were closed before some ended their agreement, six months after it."""
    lives = population(seed)
    later = ended_since(lives, seed)
    closed = at_wave(lives, M3).figures
    page = {**closed["page"], "waves": [row for row in closed["page"]["waves"] if row["wave"] == "m3"], "retention": []}
    first, second = OutcomeReport(wave="m3", figures={**closed, "page": page}), at_wave(later, M6)
    second.figures = without_few_beside(second.figures, ever_told(first))
    told = {"m3": first, "m6": second}

    found = [*told_on_pages(told, {"m3": lives, "m6": later})]

    assert [one.sort for one in found if one.count != sum(map(one.about, later))] == []
    assert computed(found, sought_of_ended(lives, later), WORLD_OF_TWO_DAYS) == []


def has_ended(life: Life) -> bool:
    return life.withdrawn_on is not None


def on_first_day(one: Told) -> Told:
    """The count as it was before anybody ended the agreement."""
    return replace(one, about=lambda life: one.about(before_ending(life)))


BEFORE: dict[int, tuple[Life, Life]] = {}


def before_ending(life: Life) -> Life:
    if life.withdrawn_on is None:
        return life
    if id(life) not in BEFORE:
        # The life is kept beside it, so that no other gets its id.
        BEFORE[id(life)] = life, replace(life, withdrawn_on=None)
    return BEFORE[id(life)][1]


def test_the_attacker_computes_what_a_careless_page_gives_away():
    lives = [life for life in population(3) if life.traits["batch"][0] != "LAS 2"]
    lives += [person(Random(seed), traits("LAS 2", "L"), [0, 0, 0, 0, 1, 0]) for seed in range(3)]
    batch, program = (members(lives)(name, key) for name, key in (("batch", "LAS 1"), ("program", "LAS")))
    told = [Told("one", batch, sum(map(batch, lives))), Told("both", program, sum(map(program, lives)))]
    hidden = both(program, lambda life: life.traits["batch"][0] == "LAS 2")

    assert computed(told, [Told("second batch", hidden, 3)], WORLD) == ["second batch: 3"]
