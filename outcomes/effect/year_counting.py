"""Counts the people of each office and year anew: every night, and at once after an agreement ended.

Nothing is added to what was counted before. What time alone changes (a wave closes, answers expire) is therefore in it
as well as whatever was recorded, corrected, merged or undone on the day before.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

import structlog
from django.db import transaction
from django.db.models import Count

from core import clock
from core.due import work_due
from outcomes.effect.cohort import WAVES, Life, Wave
from outcomes.effect.counted_cells import cells_of, names_of
from outcomes.effect.counted_expired import kept_by_year
from outcomes.effect.counted_years import Counted, counted_by_year
from outcomes.effect.effect_cohorts import EffectCohort, closes_on, years_of
from outcomes.effect.figure_offices import offices, offices_counting
from outcomes.effect.first_work import counted_spans, first_work
from outcomes.effect.funnel import funnel
from outcomes.effect.kept_counts import Kept
from outcomes.effect.models import CountedYear, StandingFigures
from outcomes.effect.released_lives import Scope, lives_of_periods, year_of
from outcomes.effect.told_figures import standing_anew, take_their_place
from outcomes.effect.wave_figures import WaveFigures, wave_figures
from outcomes.followup.models.consents import Consent
from outcomes.followup.occasions import consent_ends

logger = structlog.get_logger(__name__)
# Of all offices of the country a few at a time, so that other due work has its turn.
MOST_A_ROUND = 20
_FILLED = ["day", "cells", "names", "began", "kept"]


@work_due.register
def count_due(most: int = MOST_A_ROUND) -> int:
    """Counts offices that were not counted today by their own calendar, at most so many; returns how many."""
    due = list(islice(_due(), most))
    for scope in due:
        count_office(scope)
    return len(due)


def count_office(scope: Scope) -> None:
    """Counts all years of an office that have figures."""
    keep(*counted_rows(scope))


def counted_rows(scope: Scope) -> tuple[list[CountedYear], list[StandingFigures]]:
    """The rows of an office, filled with what is counted now, and what pages tell of them; not saved yet.

    Rows that are missing are made first: whoever ends an agreement meanwhile changes their stamps.
    """
    day = clock.today(scope.time_zone)
    years = years_counted(day)
    rows = CountedYear.objects.filter(office=scope.office)
    missing = set(years) - set(rows.values_list("year", flat=True))
    CountedYear.objects.bulk_create(_empty(scope, missing), ignore_conflicts=True)
    rows.exclude(year__in=years).delete()
    StandingFigures.objects.filter(office=scope.office).exclude(year__in=years).delete()
    found = list(rows.order_by("year"))
    return found, _count(scope, found, day)


@transaction.atomic
def keep(rows: list[CountedYear], standing: list[StandingFigures]) -> None:
    """Saves what was counted, except of years in which an agreement ended since; they are counted in the next round."""
    held = CountedYear.objects.select_for_update().filter(pk__in=[row.pk for row in rows]).order_by("office", "year")
    stamps = dict(held.values_list("pk", "stamp"))
    saved = [row for row in rows if stamps.get(row.pk) == row.stamp]
    for row in saved:
        row.save(update_fields=_FILLED)
    years = {row.year for row in saved}
    for office in {row.office for row in saved}:
        take_their_place([one for one in standing if one.year in years], office, years)


def years_counted(day: date) -> list[int]:
    """Years of which a wave has closed for everybody by that day."""
    return [year for year in years_of(day) if any(closes_on(year, wave) <= day for wave in WAVES)]


@consent_ends.register
def forget_counted(consent: Consent) -> None:
    """Empties what was counted of the person with others, until it is counted anew without the answers."""
    rows = {
        (row.office, row.year): row
        for scope in offices_counting(consent)
        for row in _empty(scope, years_counted(clock.today(scope.time_zone)))
    }
    # Missing rows are made, too: with them waits who is making them now. In one order, as everywhere.
    CountedYear.objects.bulk_create(
        [row for _key, row in sorted(rows.items())],
        update_conflicts=True,
        unique_fields=["office", "year"],
        update_fields=["stamp", *_FILLED],
    )


def _empty(scope: Scope, years: Iterable[int]) -> list[CountedYear]:
    return [CountedYear(office=scope.office, year=year) for year in sorted(years)]


def differences(scope: Scope) -> Iterator[tuple[int, Wave]]:
    """Years and waves whose counted figures are not those of the rows as they stand, taken for the day of counting."""
    for year, counted in counted_by_year(scope, years_counted(clock.today(scope.time_zone))).items():
        for wave in (wave for wave in WAVES if closes_on(year, wave) <= counted.day):
            raw = EffectCohort(scope, year, wave, counted.day)
            cells = EffectCohort(scope, year, wave, counted.day, counted=counted)
            if (raw.figures(), raw.tables) != (cells.figures(), cells.tables):
                yield year, wave


def _count(scope: Scope, rows: list[CountedYear], day: date) -> list[StandingFigures]:
    if not rows:
        return []
    standing: list[StandingFigures] = []
    kept = kept_by_year(scope, [row.year for row in rows])
    lives_by_year = lives_of_periods(scope, [year_of(row.year) for row in rows])
    for row, lives in zip(rows, lives_by_year, strict=True):
        admitted = [life for life in lives if life.was_admitted]
        row.day, row.cells, row.names = day, cells_of(lives, day), names_of(lives)
        row.began = counted_spans(first_work(admitted, day, kept[row.year]))
        row.kept = {measure: dict(values) for measure, values in kept[row.year].counts.items()}
        row.day = proved_day(row, lives)
        people = EffectCohort(scope, row.year, WAVES[0], day)
        people.lives, people.kept = lives, kept[row.year]
        standing += standing_anew(Counted(row, row.day) if row.day else None, people)
    return standing


def proved_day(row: CountedYear, lives: Sequence[Life]) -> date | None:
    """The day of the row if the funnels at all waves, and who works, are the same by it as by the lives it counted.

    Otherwise none: pages are told of the rows of people instead.
    """
    if row.day is None:
        return None
    counted = Counted(row, row.day)
    by_row, by_lives = (_compared(people, row.day, counted.kept) for people in (counted.lives, lives))
    if by_row == by_lives:
        return row.day
    logger.error("outcome_count_differs", office=row.office, year=row.year)
    return None


def _compared(people: Sequence[Life], day: date, kept: Kept) -> list[tuple[list[int], WaveFigures]]:
    admitted = [life for life in people if life.was_admitted]
    return [
        ([step.count for step in funnel(people, wave, day, kept)], wave_figures(admitted, wave, day, kept))
        for wave in WAVES
    ]


def _due() -> Iterator[Scope]:
    """What was never counted or was forgotten comes first."""
    rows = CountedYear.objects.filter(day__isnull=False).order_by().values_list("office", "day")
    counted = {(office, day): years for office, day, years in rows.annotate(years=Count("pk"))}
    ever = Counter(office for office, _day in counted)
    due = []
    for scope, _name in offices():
        today = clock.today(scope.time_zone)
        if counted.get((scope.office, today), 0) < len(years_counted(today)):
            due.append(scope)
    yield from sorted(due, key=lambda scope: scope.office in ever)
