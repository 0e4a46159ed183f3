"""What earlier batches of each vocation led to, for the training plan: one of its visible parts, never a decision."""

from datetime import date

from accounts.models import TrainingCenter
from outcomes.effect.cohort import M6, Life
from outcomes.effect.released_lives import Scope, lives_of
from outcomes.effect.small_cells import SMALL, is_small
from outcomes.effect.wave_figures import wave_figures
from outcomes.followup.withdrawal import KEPT_FOR


def lower_ends(center: TrainingCenter, *, day: date) -> dict[int, float | None]:
    """The lower Wilson end of "working at six months" of everybody admitted, by key of the vocation.

    Years of which answers are deleted do not count: what is kept of them knows no vocation. None where fewer than five
    people are due by `day` or a small count would show through. Vocations in which nobody was trained are missing.
    Three statements.
    """
    by_vocation: dict[int, list[Life]] = {}
    for life in lives_of(Scope.of_center(center), first_whole_year(day), day):
        if life.was_admitted:
            by_vocation.setdefault(int(life.traits["vocation"][0]), []).append(life)
    return {vocation: _lower_end(lives, day) for vocation, lives in sorted(by_vocation.items())}


def first_whole_year(day: date) -> date:
    """The first day of the earliest year of which no answer has been deleted by `day`."""
    over = day - KEPT_FOR
    return date(over.year + 1, 1, 1)


def _lower_end(lives: list[Life], day: date) -> float | None:
    share = wave_figures(lives, M6, day).share
    if share.n < SMALL or is_small(share.x, share.n) or is_small(share.n - share.x, share.n):
        return None
    return share.low
