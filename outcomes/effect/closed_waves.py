"""Keeps a report of each office by itself, on the day on which a wave has closed for everybody of a year.

Each office and wave is looked at once: a report that exists is enough, and too few people make none. What closed long
ago, as before a first start, is left to whoever wants a report of it.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from django.db import transaction

from core import clock
from core.due import work_due
from outcomes.effect.cohort import WAVES, Wave
from outcomes.effect.effect_cohorts import closes_on, years_of
from outcomes.effect.figure_offices import offices
from outcomes.effect.models import ClosedWave, StandingFigures
from outcomes.effect.outcome_reports import make_by_itself
from outcomes.effect.released_lives import Scope
from outcomes.effect.year_counting import count_office

LOOKED_BACK = timedelta(days=60)
# Of all offices of the country a few at a time, so that other due work has its turn.
MOST_A_ROUND = 40


@work_due.register
def keep_closed_waves() -> int:
    """Makes the reports that are due and returns how many offices and waves were looked at."""
    looked_at = list(islice(_due(), MOST_A_ROUND))
    for scope, name, year, wave in looked_at:
        # Page and report tell the same night's figures.
        if not StandingFigures.objects.filter(office=scope.office, year=year, wave=wave.code).exists():
            count_office(scope)
        with transaction.atomic():
            _row, is_new = ClosedWave.objects.get_or_create(office=scope.office, year=year, wave=wave.code)
            if is_new:
                make_by_itself(scope.office, year, wave, name=name)
    return len(looked_at)


def closed_lately(today: date) -> list[tuple[int, Wave]]:
    """Years and waves that have closed by that day, not long ago."""
    found = [(year, wave) for year in years_of(today) for wave in WAVES]
    return [(year, wave) for year, wave in found if today - LOOKED_BACK <= closes_on(year, wave) <= today]


def _due() -> Iterator[tuple[Scope, str, int, Wave]]:
    # Offices lie in three time zones; the earliest has the day first.
    pairs = closed_lately(clock.today("Asia/Jayapura"))
    if not pairs:
        return
    rows = ClosedWave.objects.filter(year__in={year for year, _wave in pairs})
    known = set(rows.values_list("office", "year", "wave"))
    for scope, name in offices():
        for year, wave in closed_lately(clock.today(scope.time_zone)):
            if (scope.office, year, wave.code) not in known:
                yield scope, name, year, wave
