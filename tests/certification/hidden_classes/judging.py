"""What a stranger finds out about a year of certificates, as one figure for each way of guessing."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.certification.hidden_classes.guessing import MODELS, Row, auc, by_batch, chance, held_out
from tests.certification.hidden_classes.stranger import BY_HEART, FEATURES, SHOWN, Seen, precision_of_neighbors

FOLDS = 4


@dataclass(frozen=True)
class Judged:
    """The area under the curve by model and by single feature, the line of chance of each, and the attack by neighbors.

    `near` is the share of custody among the ten nearest to somebody known, `base` that among all.
    """

    areas: dict[str, float]
    lines: dict[str, float]
    near: float
    base: float
    classes: int
    certificates: int

    def above(self, most: float) -> dict[str, float]:
        """What is found out better than `most`, and than chance."""
        return {name: area for name, area in self.areas.items() if area > max(most, self.lines[name])}


def judge(folder: Path, *, seed: int = 1, shown: int = SHOWN, told: Sequence[float] = ()) -> Judged:
    """All ways of guessing; `told` is one more fact of each certificate, in the order of numbers."""
    rows = Seen(folder / f"register-{seed}.sqlite3", seed=seed, shown=shown).rows()
    kept = [at for at, name in enumerate(FEATURES) if name not in BY_HEART]
    extra = [[one] for one in told] or [[]] * len(rows)
    learned = [
        Row(row.batch, row.kind, [*(row.known[at] for at in kept), *more])
        for row, more in zip(rows, extra, strict=True)
    ]
    kinds, folds, random = [row.kind for row in rows], by_batch(rows, FOLDS, Random(seed)), Random(seed)
    scores = {name: held_out(learned, folds, model) for name, model in MODELS.items()}
    for at, name in enumerate(FEATURES):
        found = [row.known[at] for row in rows]
        # In either direction.
        scores[name] = found if auc(found, kinds) >= 0.5 else [-value for value in found]
    areas = {name: auc(found, kinds) for name, found in scores.items()}
    lines = {name: chance(scores[name], rows, random) for name, area in areas.items() if area > 0.53}
    return Judged(
        areas=areas,
        lines={name: lines.get(name, 0.53) for name in areas},
        near=precision_of_neighbors(kinds, range(len(rows))),
        base=sum(kinds) / len(kinds),
        classes=len({row.batch for row in rows}),
        certificates=len(rows),
    )
