"""Somebody who reads every number of some pages and computes what none of them tells.

Each printed count is a sum over kinds of people; a hidden one is known as soon as it is a combination of printed
ones. Kinds that a printed zero excludes do not exist. Whom a count is about is said here once more, by nothing of the
product.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Any

from outcomes.effect.cohort import M3, M6, Answer, Life, Standing

# Large enough that no combination vanishes by chance.
PRIME = 2**61 - 1
SMALL, LARGE_GROUP, YEAR = 5, 20, 365
Kind = Callable[[Life], bool]


@dataclass(frozen=True)
class Told:
    """A count: whom it is about, and how many they are; `sort` names it in a failure."""

    sort: str
    about: Kind
    count: int


def standing(life: Life, wave) -> Standing:
    return life.standing_at(wave, date.max)


NAMES: dict[str, frozenset[str]] = {
    "working": frozenset({"in_trade", "other_work"}),
    "not_working": frozenset({"seeking", "no_work", "died", "returned"}),
    "unknown": frozenset({"lost", "refused", "withdrawn"}),
    "in_trade": frozenset({"in_trade"}),
    "other_work": frozenset({"other_work"}),
    "seeking": frozenset({"seeking"}),
    "other": frozenset({"no_work", "died", "returned"}),
    "lost": frozenset({"lost"}),
    "refused": frozenset({"refused", "withdrawn"}),
}
FLAGS = {
    "finished": "has_finished",
    "competent": "is_competent",
    "certified": "is_certified",
    "in_hand": "is_in_hand",
}


def is_at(name: str, wave) -> Kind:
    return lambda life: standing(life, wave).value in NAMES[name]


def everybody(_life: Life) -> bool:
    return True


def both(one: Kind, other: Kind) -> Kind:
    return lambda life: one(life) and other(life)


def of_steps(last: str) -> Kind:
    """Everybody who took a step of training and those before it."""
    order = list(FLAGS)
    names = [FLAGS[name] for name in order[: order.index(last) + 1]]
    return lambda life: all(getattr(life, name) for name in names)


def step_kind(step: str, wave) -> Kind:
    has_all = of_steps("in_hand")
    if step in FLAGS:
        return of_steps(step)
    work = {
        "working": is_at("working", wave),
        "in_trade": is_at("in_trade", wave),
        "still": both(is_at("in_trade", wave), is_at("working", M3)),
    }
    return both(has_all, work[step]) if step in work else everybody


def read(figures: dict[str, Any], waves: dict[str, Any], within: Kind = everybody, whose: str = "") -> Iterator[Told]:
    """The counts of one page, about those of it; bounds tell the counts that they are made of."""
    wave = waves[figures["wave"]]
    found = [*_at(figures, wave), ("in hand", lambda life: life.is_in_hand, figures["in_hand"]["x"])]
    found += [(f"step {one['step']}", step_kind(one["step"], wave), one["x"]) for one in figures["funnel"]]
    for row in figures["waves"]:
        if row["n"] and row["wave"] in waves:
            found += _at(row, waves[row["wave"]])
    for row in figures["retention"]:
        if row["base"] and row["wave"] in waves:
            found += _kept(row, waves[row["wave"]])
    found += curve(figures["first_work"]) if figures["first_work"] else []
    for sort, about, count in found:
        if count is not None:
            yield Told(f"{whose} {sort}".strip(), both(within, about), count)


def curve(first_work: dict[str, Any]) -> Iterator[tuple[str, Kind, int]]:
    """How many had begun to work by each day on which the curve rises, which its percentages give away unless they
    are rounded.
    """
    yield "curve n", everybody, first_work["n"]
    if first_work.get("is_rounded"):
        assert all(point[name] % 5 == 0 for point in first_work["points"] for name in ("p", "low", "high", "km"))
        return
    yield "curve without", is_without, first_work["without"]
    yield "curve ever", begun_by(YEAR), first_work["ever"]["x"]
    before = None
    for point in first_work["points"]:
        if point["p"] != before:
            yield f"curve {point['day']}", begun_by(point["day"]), point["x"]
        before = point["p"]


def is_without(life: Life) -> bool:
    """Whether the life is counted apart: nothing was told, or no longer."""
    return life.withdrawn_on is not None or not life.answers


def begun_by(day: int) -> Kind:
    """Whether it is known that first work began by so many days after release."""

    def has_begun(life: Life) -> bool:
        if is_without(life) or life.first_work_on is None:
            return False
        return (life.first_work_on - life.released_on).days <= day

    return has_begun


def _at(row: dict[str, Any], wave) -> Iterator[tuple[str, Kind, int | None]]:
    yield f"n {wave.code}", everybody, row["n"]
    for name, share in row["standings"].items():
        yield f"{name} {wave.code}", is_at(name, wave), share["x"]
    if row["high"] is not None:
        not_working = row["n"] - round(row["high"] * row["n"] / 100)
        yield f"bound {wave.code}", is_at("not_working", wave), not_working


def _kept(row: dict[str, Any], wave) -> Iterator[tuple[str, Kind, int | None]]:
    worked = is_at("working", M3)
    yield f"kept base {wave.code}", worked, row["base"]
    yield f"kept {wave.code}", both(worked, is_at("working", wave)), row["x"]
    yield f"kept unknown {wave.code}", both(worked, is_at("unknown", wave)), row["unknown"]


def read_table(table: dict[str, Any], wave, members: Callable[[str, str], Kind]) -> Iterator[Told]:
    """The counts of a table by groups; `members` tells who belongs to a row."""
    for row in table["rows"]:
        whose, within = f"{table['dimension']} {row['label']}", members(table["dimension"], row["key"])
        counts = {
            "n": (everybody, row["n"]),
            "finished": (lambda life: life.has_finished or life.is_in_hand, row["finished"]),
            "in hand": (lambda life: life.is_in_hand, row["in_hand"]),
            "working": (is_at("working", wave), row["working"]["x"]),
            "unknown": (is_at("unknown", wave), row["unknown"]["x"]),
        }
        for sort, (about, count) in counts.items():
            if count is not None:
                yield Told(f"{whose} {sort}", both(within, about), count)


# Days after release on which first work begins; not at all.
BEGUN = (None, 20, 150)
WORKS = ("in_trade", "other_work")


def could_begin(early: str | None, late: str | None, begun: int | None) -> bool:
    """Whether somebody who told so may have begun then; of whom nothing is known, nothing of it is known either."""
    if early in WORKS:
        return begun == BEGUN[1]
    if late in WORKS:
        return begun is not None
    return begun is None or {early, late} & {"seeking", "no_work"} != set()


def kinds(traits: Iterable[dict[str, Any]], example: Life) -> list[Life]:
    """One life of every kind that could exist: what they are, have and told, in every combination."""
    found = []
    training = [dict(zip(FLAGS.values(), [True] * taken + [False] * (4 - taken), strict=True)) for taken in range(5)]
    letters = [None, "refused", "in_trade", "other_work", "seeking", "no_work"]
    for about, flags, early, late, begun in product(traits, training, letters, letters, BEGUN):
        if "refused" in (early, late) and early != late:
            continue
        if not could_begin(early, late, begun):
            continue
        answers = {
            wave.code: Answer(Standing(said), wave.due_on(example.released_on))
            for wave, said in ((M3, early), (M6, late))
            if said and said != "refused"
        }
        more = {"answers": answers, "has_refused": early == "refused", "traits": about}
        more["first_work_on"] = None if begun is None else example.released_on + timedelta(days=begun)
        found.append(replace(example, **flags, **more))
    return found


def computed(told: list[Told], sought: list[Told], world: list[Life]) -> list[str]:
    """The sorts of the sought counts that the told ones give away: few people, though more than none."""
    excluded = [one.about for one in told if one.count == 0]
    columns = {
        tuple(one.about(life) for one in (*told, *sought))
        for life in world
        if not any(about(life) for about in excluded)
    }
    signs = sorted(columns)
    basis = _Basis()
    for place, _one in enumerate(told):
        basis.add([int(sign[place]) for sign in signs])
    found = []
    for place, one in enumerate(sought, len(told)):
        if 0 < one.count < SMALL and basis.holds([int(sign[place]) for sign in signs]):
            found.append(f"{one.sort}: {one.count}")
    return found


class _Basis:
    """Rows in echelon form modulo a prime."""

    def __init__(self):
        self.rows: dict[int, list[int]] = {}

    def _rest(self, row: list[int]) -> tuple[int | None, list[int]]:
        for lead in range(len(row)):
            if not row[lead]:
                continue
            if lead not in self.rows:
                return lead, row
            factor = row[lead]
            row = [(one - factor * other) % PRIME for one, other in zip(row, self.rows[lead], strict=True)]
        return None, row

    def add(self, row: list[int]) -> None:
        lead, rest = self._rest(row)
        if lead is not None:
            inverse = pow(rest[lead], -1, PRIME)
            self.rows[lead] = [one * inverse % PRIME for one in rest]

    def holds(self, row: list[int]) -> bool:
        return self._rest(row)[0] is None
