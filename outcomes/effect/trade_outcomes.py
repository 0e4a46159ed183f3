"""What earlier batches of each vocation led to, for the training plan: one of its visible parts, never a decision."""

from datetime import date

from accounts.models import TrainingCenter
from outcomes.effect.cohort import M6, Life
from outcomes.effect.released_lives import Scope, lives_of
from outcomes.effect.small_cells import SMALL, is_small
from outcomes.effect.wave_figures import wave_figures

_EVER = date(2000, 1, 1)


def lower_ends(center: TrainingCenter, *, day: date) -> dict[int, float | None]:
    """The lower Wilson end of "working at six months" of everybody admitted, by key of the vocation.

    None where fewer than five people are due by `day` or a small count would show through. Vocations in which nobody
    was trained are missing. Three statements.
    """
    by_vocation: dict[int, list[Life]] = {}
    for life in lives_of(Scope.of_center(center), _EVER, day):
        if life.was_admitted:
            by_vocation.setdefault(int(life.traits["vocation"][0]), []).append(life)
    return {vocation: _lower_end(lives, day) for vocation, lives in sorted(by_vocation.items())}


def _lower_end(lives: list[Life], day: date) -> float | None:
    share = wave_figures(lives, M6, day).share
    if share.n < SMALL or is_small(share.x, share.n) or is_small(share.n - share.x, share.n):
        return None
    return share.low
