"""Simple learners that try to tell two kinds of classes apart; split by class, never by certificate.

Whoever splits by certificate lets a learner recognize classes instead of kinds, so `folds` refuses it.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from random import Random
from statistics import pstdev

Vector = Sequence[float]
# Certificates that a model learns from; more make it slower, not better.
MOST = 1500
Model = Callable[[list[Vector], list[int], list[Vector]], list[float]]


@dataclass(frozen=True)
class Row:
    """What is known of one certificate; `kind` is 1 for custody."""

    batch: int
    kind: int
    known: Vector


def auc(scores: Sequence[float], kinds: Sequence[int]) -> float:
    """The chance that a random one of kind 1 scores higher than a random one of kind 0; ties count half."""
    order = sorted(range(len(scores)), key=scores.__getitem__)
    ranks, at = [0.0] * len(order), 0
    while at < len(order):
        end = at
        while end < len(order) and scores[order[end]] == scores[order[at]]:
            end += 1
        for place in order[at:end]:
            ranks[place] = (at + end + 1) / 2
        at = end
    ones = sum(kinds)
    total = sum(rank for rank, kind in zip(ranks, kinds, strict=True) if kind)
    return (total - ones * (ones + 1) / 2) / (ones * (len(kinds) - ones))


# Some 26 ways of guessing are tried on each year: in one year of two hundred, chance takes one of them over this line.
DEVIATIONS = 3.5


def chance(scores: Sequence[float], rows: Sequence[Row], random: Random, *, times: int = 60) -> float:
    """The area that the same scores hardly ever reach if kinds are dealt to the classes anew."""
    batches = sorted({row.batch: row.kind for row in rows}.items())
    found = []
    for _time in range(times):
        kinds = [kind for _batch, kind in batches]
        random.shuffle(kinds)
        dealt = {batch: kind for (batch, _kind), kind in zip(batches, kinds, strict=True)}
        found.append(auc(scores, [dealt[row.batch] for row in rows]))
    return 0.5 + DEVIATIONS * pstdev(found)


def by_batch(rows: Sequence[Row], count: int, random: Random) -> list[int]:
    """The fold of each row; all rows of a class are in one."""
    batches = sorted({row.batch for row in rows})
    random.shuffle(batches)
    fold_of = {batch: number % count for number, batch in enumerate(batches)}
    return [fold_of[row.batch] for row in rows]


def held_out(rows: Sequence[Row], folds: Sequence[int], model: Model) -> list[float]:
    """The score of each row by a model that has seen no row of its fold. Raises ValueError if a class is split."""
    seen: dict[int, set[int]] = defaultdict(set)
    for row, fold in zip(rows, folds, strict=True):
        seen[row.batch].add(fold)
    if any(len(of_batch) > 1 for of_batch in seen.values()):
        raise ValueError("a class is in two folds: the model would learn classes, not kinds")
    scores = [0.0] * len(rows)
    for fold in sorted(set(folds)):
        inside = [at for at, one in enumerate(folds) if one != fold]
        inside = Random(fold).sample(inside, min(MOST, len(inside)))
        outside = [at for at, one in enumerate(folds) if one == fold]
        train = _standardized([rows[at].known for at in inside])
        known, kinds = [train(rows[at].known) for at in inside], [rows[at].kind for at in inside]
        found = model(known, kinds, [train(rows[at].known) for at in outside])
        # Folds have other base rates: only the order within one means anything.
        ranked = _ranked(found)
        for at, score in zip(outside, ranked, strict=True):
            scores[at] = score
    return scores


def _standardized(rows: list[Vector]) -> Callable[[Vector], Vector]:
    columns = list(zip(*rows, strict=True))
    means = [sum(column) / len(column) for column in columns]
    spreads = [
        math.sqrt(sum((value - mean) ** 2 for value in column) / len(column)) or 1.0
        for column, mean in zip(columns, means, strict=True)
    ]
    return lambda row: [(value - mean) / spread for value, mean, spread in zip(row, means, spreads, strict=True)]


def _ranked(scores: list[float]) -> list[float]:
    places: dict[float, list[int]] = defaultdict(list)
    for place, score in enumerate(sorted(scores)):
        places[score].append(place)
    middle = {score: sum(found) / len(found) / max(1, len(scores)) for score, found in places.items()}
    return [middle[score] for score in scores]


def logistic(known: list[Vector], kinds: list[int], asked: list[Vector]) -> list[float]:
    """Logistic regression, by stochastic steps."""
    random, weights, bias = Random(1), [0.0] * len(known[0]), 0.0
    order = list(range(len(known)))
    for round_ in range(4):
        random.shuffle(order)
        step = 0.05 / (1 + round_)
        for at in order:
            row = known[at]
            wrong = kinds[at] - _sigmoid(bias + sum(map(_times, weights, row)))
            bias += step * wrong
            weights = [
                weight + step * (wrong * value - 0.001 * weight) for weight, value in zip(weights, row, strict=True)
            ]
    return [bias + sum(map(_times, weights, row)) for row in asked]


def _times(one: float, other: float) -> float:
    return one * other


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


BINS, ROUNDS, RATE = 12, 40, 0.3


def boosted(known: list[Vector], kinds: list[int], asked: list[Vector]) -> list[float]:
    """Boosted trees of two levels over binned features."""
    cuts = [_cuts([row[at] for row in known]) for at in range(len(known[0]))]
    train, test = _binned(known, cuts), _binned(asked, cuts)
    scores, found = [0.0] * len(train), [0.0] * len(test)
    for _round in range(ROUNDS):
        wrong = [kind - _sigmoid(score) for kind, score in zip(kinds, scores, strict=True)]
        tree = _tree(train, wrong, list(range(len(train))), levels=2)
        scores = [score + RATE * tree(row) for score, row in zip(scores, train, strict=True)]
        found = [score + RATE * tree(row) for score, row in zip(found, test, strict=True)]
    return found


def _cuts(values: list[float]) -> list[float]:
    ordered = sorted(values)
    return sorted({ordered[len(ordered) * part // BINS] for part in range(1, BINS)})


def _binned(rows: list[Vector], cuts: list[list[float]]) -> list[list[int]]:
    return [[sum(value > cut for cut in of) for value, of in zip(row, cuts, strict=True)] for row in rows]


def _tree(rows: list[list[int]], wrong: list[float], among: list[int], *, levels: int) -> Callable[[list[int]], float]:
    mean = 4 * sum(wrong[at] for at in among) / (len(among) + 20)
    found = _split(rows, wrong, among) if levels and len(among) > 40 else None
    if found is None:
        return lambda row: mean
    at, cut = found
    low = _tree(rows, wrong, [one for one in among if rows[one][at] <= cut], levels=levels - 1)
    high = _tree(rows, wrong, [one for one in among if rows[one][at] > cut], levels=levels - 1)
    return lambda row: low(row) if row[at] <= cut else high(row)


def _split(rows: list[list[int]], wrong: list[float], among: list[int]) -> tuple[int, int] | None:
    best, found = 1e-9, None
    whole, count = sum(wrong[one] for one in among), len(among)
    for at in range(len(rows[0])):
        sums, counts = [0.0] * BINS, [0] * BINS
        for one in among:
            place = rows[one][at]
            sums[place] += wrong[one]
            counts[place] += 1
        left, number = 0.0, 0
        for cut in range(BINS - 1):
            left, number = left + sums[cut], number + counts[cut]
            if 20 <= number <= count - 20:
                gain = left**2 / number + (whole - left) ** 2 / (count - number) - whole**2 / count
                if gain > best:
                    best, found = gain, (at, cut)
    return found


NEAREST = 25


def nearest(known: list[Vector], kinds: list[int], asked: list[Vector]) -> list[float]:
    """The share of kind 1 among the nearest of a sample of those that are known."""
    return [sum(kinds[at] for at in _closest(known, row)) / NEAREST for row in asked]


def _closest(known: list[Vector], row: Vector) -> list[int]:
    return nsmallest(NEAREST, range(len(known)), key=lambda at: math.dist(known[at], row))


MODELS: dict[str, Model] = {"logistic": logistic, "boosted": boosted, "nearest": nearest}
