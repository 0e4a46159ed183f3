"""The figures of groups by themselves, as somebody may read the pages of all groups of a feature and those of all.

Whoever does subtracts groups from all and has the last one, open or not. So a figure stands on these pages only if it
tells of no few people in any group of the feature: every step differs from what it is a part of by none or by five.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from outcomes.effect.cohort import M3, WORKING, Life, Standing, Wave
from outcomes.effect.funnel import Step, funnel
from outcomes.effect.group_tables import groups_of
from outcomes.effect.overlaps import steps_without
from outcomes.effect.shown_figures import Reader, figures_shown
from outcomes.effect.shown_shares import Shown, share_shown
from outcomes.effect.small_cells import SMALL, Hidden
from outcomes.effect.wave_figures import WaveFigures, wave_figures
from outcomes.effect.wilson import Share

# The parts of each line that the table of a feature does not have.
PARTS = (("in_trade", "other_work"), ("seeking", "other"), ("lost", "refused"))
Counts = list[int]


def group_figures(lives: Sequence[Life], tables: Sequence[Shown], wave: Wave, day: date) -> Iterator[Shown]:
    """What is shown of each group that has figures of its own: value, label, figures."""
    for table in tables:
        opened = {row["key"]: row["label"] for row in table["rows"] if row["is_open"]}
        if not opened:
            continue
        groups = [(group.key, list(group.lives)) for group in groups_of(lives, table["dimension"])]
        members = [people for _key, people in groups]
        steps, parts = few_steps(members, wave, day), few_parts(members, wave, day)
        for key, people in groups:
            if key in opened:
                figures = figures_shown(people, wave, day, Reader(Step.ADMITTED), beside=lives)
                value = f"{table['dimension']}:{key}"
                yield {"value": value, "label": opened[key], "figures": _without(figures, steps, parts)}


def _without(figures: Shown, steps: set[str], parts: set[str]) -> Shown:
    standings = {name: _hidden(share) if name in parts else share for name, share in figures["standings"].items()}
    bound = {"high": None} if parts & {"lost", "refused"} else {}
    return {**figures, **bound, "standings": standings, "funnel": list(steps_without(figures["funnel"], steps))}


def _hidden(share: Shown) -> Shown:
    return share_shown(Share(0, share["n"]), Hidden(share["why"] or Hidden.WITH_IT))


def few_parts(groups: Sequence[Sequence[Life]], wave: Wave, day: date) -> set[str]:
    """The parts that tell of few people in one of the groups."""
    found = [wave_figures(lives, wave, day) for lives in groups]
    return {
        name
        for line in PARTS
        if any(0 < _part(figures, name) < SMALL for figures in found for name in line)
        for name in line
    }


def _part(figures: WaveFigures, name: str) -> int:
    counts = {
        "in_trade": figures.in_trade,
        "other_work": figures.working - figures.in_trade,
        "seeking": figures.seeking,
        "other": figures.other - figures.seeking + figures.returned + figures.died,
        "lost": figures.lost,
        "refused": figures.refused + figures.withdrawn,
    }
    return counts[name]


def few_steps(groups: Sequence[Sequence[Life]], wave: Wave, day: date) -> set[str]:
    """The steps that differ by a few people, in one of the groups, from what is told of the same people."""

    def count(takes: Callable[[Life], Any]) -> Counts:
        return [sum(bool(takes(life)) for life in lives) for lives in groups]

    columns = zip(*(funnel(lives, wave, day) for lives in groups), strict=True)
    counts = {column[0].step: [step.count for step in column] for column in columns}
    told = [
        count(lambda life: True),
        count(lambda life: life.has_finished or life.is_in_hand),
        count(lambda life: life.is_in_hand),
    ]
    working = count(lambda life: life.is_working_at(wave, day))
    in_trade = count(lambda life: life.standing_at(wave, day) == Standing.IN_TRADE)
    before = count(lambda life: life.standing_at(M3, day) in WORKING)
    hidden: set[str] = set()
    for step in (Step.FINISHED, Step.COMPETENT, Step.CERTIFIED, Step.IN_HAND):
        _keep(step, counts[step], told, hidden)
    _keep(Step.WORKING, counts[Step.WORKING], told, hidden, working)
    other = [all_of - part for all_of, part in zip(working, in_trade, strict=True)]
    without = [all_of - part for all_of, part in zip(counts[Step.WORKING], counts[Step.IN_TRADE], strict=True)]
    if _are_few(without, other):
        hidden.add(Step.IN_TRADE)
    else:
        _keep(Step.IN_TRADE, counts[Step.IN_TRADE], told, hidden, in_trade)
    _keep(Step.STILL, counts[Step.STILL], told, hidden, in_trade, working, before)
    return hidden


def _keep(step: Step, count: Counts, told: list[Counts], hidden: set[str], *more: Counts) -> None:
    """Adds the step to what is told, or to what is hidden."""
    if any(_are_few(count, other) for other in (*told, *more)) or any(0 < one < SMALL for one in count):
        hidden.add(step)
    else:
        told.append(count)


def _are_few(counts: Counts, others: Counts) -> bool:
    return any(0 < abs(one - other) < SMALL for one, other in zip(counts, others, strict=True))
