"""Rows of people for research: what tells who somebody is, made coarser until at least five share it (k-anonymity).

One vector of generalization holds for all rows. People of classes that stay small, or of whose few members all turned
out alike, are left out and counted; the vector that loses least is taken, and the most general one if none is good
enough. Rows are sorted by what they say, so equal people make equal files, whatever the order in which they were read.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from outcomes.effect.cohort import M3, M6, Life, Standing
from outcomes.effect.small_cells import LARGE_GROUP, SMALL

ANY = "*"
# Left out are none, or at least five and at most a tenth: fewer would be a small group by themselves.
MOST_LEFT_OUT = 0.1
Row = tuple[str, ...]
QUASI = ("half", "sex", "age", "education", "program", "result")
TOLD = ("at_m3", "at_m6")
COLUMNS = (*QUASI, *TOLD)
OUTCOMES = {
    Standing.IN_TRADE: "KERJA_SESUAI",
    Standing.OTHER_WORK: "KERJA_LAIN",
    Standing.SEEKING: "MENCARI",
    # Whoever returned or died stands among those with whom it is otherwise, as in every figure that leaves.
    Standing.NO_WORK: "LAINNYA",
    Standing.RETURNED: "LAINNYA",
    Standing.DIED: "LAINNYA",
    Standing.LOST: "TIDAK_DIKETAHUI",
    Standing.REFUSED: "TIDAK_DIKETAHUI",
    Standing.WITHDRAWN: "TIDAK_DIKETAHUI",
}
_SCHOOLS = {"NONE": "SAMPAI_SD", "SD": "SAMPAI_SD", "SMP": "SMP", "SMA": "SMA_KE_ATAS"}
_AGES = {"00": "DI_BAWAH_25", "18": "DI_BAWAH_25", "25": "25_SAMPAI_34", "35": "35_KE_ATAS", "50": "35_KE_ATAS"}


def _same(value: str) -> str:
    return value


def _any(_value: str) -> str:
    return ANY


def _school(value: str) -> str:
    return _SCHOOLS.get(value, "SMA_KE_ATAS") if value else "TIDAK_DIKETAHUI"


def _age(value: str) -> str:
    return _AGES.get(value, "TIDAK_DIKETAHUI")


def _is_certified(value: str) -> str:
    return "BERSERTIFIKAT" if value in ("DITERIMA", "BERSERTIFIKAT") else "BELUM_BERSERTIFIKAT"


# From exact to nothing; the weights of a step say how much it loses.
LADDERS: dict[str, tuple[Callable[[str], str], ...]] = {
    "half": (_same, _any),
    "sex": (_same, _any),
    "age": (_same, _age, _any),
    "education": (_same, _school, _any),
    "program": (_same, _any),
    "result": (_same, _is_certified, _any),
}


@dataclass(frozen=True)
class AnonymousRows:
    """What may leave: sorted rows, how many people were left out, and how coarse each column is."""

    rows: tuple[Row, ...]
    left_out: int
    steps: tuple[int, ...]

    @property
    def people(self) -> int:
        """All, with those left out."""
        return len(self.rows) + self.left_out


def exact_row(life: Life, day: date) -> Row:
    """One person without name, key or day."""
    result = (
        "DITERIMA" if life.is_in_hand
        else "BERSERTIFIKAT" if life.is_certified
        else "SELESAI" if life.has_finished
        else "MULAI"
    )  # fmt: skip  # One step a line.
    traits = life.traits
    who = (traits["half"][0], traits["sex"][0], traits["age"][0], traits["education"][0], traits["program"][1], result)
    return (*who, *(OUTCOMES[life.standing_at(wave, day)] for wave in (M3, M6)))


def anonymous(exact: Sequence[Row]) -> AnonymousRows | None:
    """The rows as fine as may be; None if not even the most general ones may leave."""
    best: tuple[tuple[int, int, tuple[int, ...]], AnonymousRows] | None = None
    for steps in product(*(range(len(LADDERS[name])) for name in QUASI)):
        found = _generalized(exact, steps)
        if found is None:
            continue
        loss = (
            sum(_cost(name, step) for name, step in zip(QUASI, steps, strict=True)) + found.left_out,
            found.left_out,
        )
        if best is None or (*loss, steps) < best[0]:
            best = (*loss, steps), found
    return best[1] if best else None


def _cost(name: str, step: int) -> int:
    # A whole column lost is worth as much as ten people left out; a step half of it.
    return 0 if not step else 10 if step == len(LADDERS[name]) - 1 else 5


def _generalized(exact: Sequence[Row], steps: tuple[int, ...]) -> AnonymousRows | None:
    makers = [LADDERS[name][step] for name, step in zip(QUASI, steps, strict=True)]
    coarse = [(*(make(value) for make, value in zip(makers, row, strict=False)), *row[len(QUASI) :]) for row in exact]
    sizes = Counter(row[: len(QUASI)] for row in coarse)
    outcomes: dict[Row, set[Row]] = {}
    for row in coarse:
        outcomes.setdefault(row[: len(QUASI)], set()).add(row[len(QUASI) :])
    kept = [row for row in coarse if _may_leave(sizes[row[: len(QUASI)]], len(outcomes[row[: len(QUASI)]]))]
    left_out = len(coarse) - len(kept)
    if not kept or 0 < left_out < SMALL or left_out > MOST_LEFT_OUT * len(coarse):
        return None
    return AnonymousRows(tuple(sorted(kept)), left_out, steps)


def _may_leave(size: int, different: int) -> bool:
    # As in tables: a group under twenty must not say all or none of itself.
    return size >= SMALL and (different > 1 or size >= LARGE_GROUP)
