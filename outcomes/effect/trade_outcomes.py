"""What earlier batches of each vocation and level led to, for the training plan: one of its visible parts, never a
decision.
"""

from datetime import date
from math import floor

from accounts.models import TrainingCenter
from outcomes.effect.cohort import M6, Life
from outcomes.effect.counted_years import counted_by_year
from outcomes.effect.effect_cohorts import closes_on
from outcomes.effect.released_lives import Scope, lives_of, year_of
from outcomes.effect.small_cells import SMALL, is_small
from outcomes.effect.wave_figures import wave_figures
from outcomes.followup.withdrawal import KEPT_FOR

# Shares are told in steps of one twentieth: an exact one would give the count back.
STEPS = 20


def lower_ends(center: TrainingCenter, *, day: date) -> dict[tuple[int, str], float | None]:
    """The lower Wilson end of "working at six months" of everybody admitted, in whole steps.

    By vocation (key) and level. Only years count that are closed for everybody, so that no single person changes a
    share from day to day, and of which no answer is deleted: what is kept of them knows no vocation. None where fewer
    than five people are counted or a small count would show through. What nobody was trained in is missing. One
    statement; four more while one of the years is not counted.
    """
    since, until = first_whole_year(day), last_closed_day(day)
    by_step: dict[tuple[int, str], list[Life]] = {}
    for life in _lives(Scope.of_center(center), since, until) if since < until else ():
        if life.was_admitted:
            step = int(life.traits["vocation"][0]), life.traits["level"][0]
            by_step.setdefault(step, []).append(life)
    return {step: _lower_end(lives, day) for step, lives in sorted(by_step.items())}


def _lives(scope: Scope, since: date, until: date) -> list[Life]:
    """The people of whole years as they were counted last; as they stand while a year was not counted after its end."""
    years = range(since.year, until.year + 1)
    counted = counted_by_year(scope, years)
    if all(year in counted and closes_on(year, M6) <= counted[year].day for year in years):
        return [life for year in years for life in counted[year].lives]
    return lives_of(scope, since, until)


def in_steps(share: float) -> float:
    """The share rounded down to a whole step, so that "at least" stays true."""
    return floor(share * STEPS + 1e-6) / STEPS


def last_closed_day(day: date) -> date:
    """The last day of the latest year whose six months have closed for everybody by `day`."""
    year = next(year for year in (day.year - 1, day.year - 2) if closes_on(year, M6) <= day)
    return year_of(year)[1]


def first_whole_year(day: date) -> date:
    """The first day of the earliest year of which no answer has been deleted by `day`."""
    over = day - KEPT_FOR
    return date(over.year + 1, 1, 1)


def _lower_end(lives: list[Life], day: date) -> float | None:
    share = wave_figures(lives, M6, day).share
    if share.n < SMALL or is_small(share.x, share.n) or is_small(share.n - share.x, share.n):
        return None
    return in_steps(share.low or 0.0)
