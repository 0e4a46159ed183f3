"""Whatever happens to people, figures keep everybody in and stay within their bounds."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcomes.effect.cohort import WAVES, Answer, Life, Standing
from outcomes.effect.first_work import FirstWork, Span, first_work
from outcomes.effect.funnel import funnel
from outcomes.effect.retention import retention
from outcomes.effect.small_cells import SMALL, hide_line, protect, ranges
from outcomes.effect.wave_figures import wave_figures
from outcomes.effect.wilson import Share
from tests.examples import many

FIRST, DAY = date(2024, 1, 1), date(2026, 6, 30)
DAYS = st.integers(0, 900)
TOLD = st.sampled_from([Standing.IN_TRADE, Standing.OTHER_WORK, Standing.SEEKING, Standing.NO_WORK, Standing.REFUSED])
COLUMNS = ("working", "lost", "refused", "withdrawn", "returned", "died", "other")


@st.composite
def lives(draw) -> Life:
    released = FIRST + timedelta(days=draw(DAYS))
    some_day = st.none() | DAYS.map(lambda days: released + timedelta(days=days))
    answers = {
        wave.code: Answer(
            draw(TOLD), wave.due_on(released) + timedelta(days=draw(st.integers(-5, 40))), draw(st.booleans())
        )
        for wave in WAVES
        if draw(st.booleans())
    }
    flags = ("was_asked", "has_applied", "was_admitted", "has_finished", "is_competent", "is_certified", "is_in_hand")
    days = ("first_work_on", "withdrawn_on", "died_on", "returned_on")
    return Life(
        released,
        answers=answers,
        has_refused=draw(st.booleans()),
        **{flag: draw(st.booleans()) for flag in flags},
        **{name: draw(some_day) for name in days},
    )


COHORTS = st.lists(lives(), max_size=25)


@settings(max_examples=many(200), deadline=None)
@given(COHORTS, st.sampled_from(WAVES))
def test_funnel_only_narrows_and_shares_stay_within_bounds(cohort, wave):
    steps = funnel(cohort, wave, DAY)

    counts = [step.count for step in steps]
    assert counts == sorted(counts, reverse=True)
    for step in steps:
        assert step.share.point is None or 0 <= step.share.low <= step.share.point <= step.share.high <= 1


@settings(max_examples=many(200), deadline=None)
@given(COHORTS, st.sampled_from(WAVES))
def test_columns_of_a_wave_sum_to_everybody_due(cohort, wave):
    figures = wave_figures(cohort, wave, DAY)

    assert sum(getattr(figures, name) for name in COLUMNS) == figures.n
    assert sum(getattr(figures.folded(), name) for name in COLUMNS) == figures.n
    assert figures.n == sum(life.released_on + timedelta(days=wave.due + wave.window) <= DAY for life in cohort)
    assert figures.in_trade <= figures.working
    assert figures.n == 0 or figures.share.point <= figures.high.point <= 1


@settings(max_examples=many(200), deadline=None)
@given(
    COHORTS.filter(bool),
    st.sampled_from(WAVES),
    st.sampled_from(["withdrawn_on", "died_on", "returned_on", "lost", "refused"]),
)
def test_nobody_leaves_a_denominator(cohort, wave, what):
    before = wave_figures(cohort, wave, DAY)
    one = cohort[0]
    if what in ("lost", "refused"):
        changed = replace(one, answers={}, has_refused=what == "refused")
    else:
        changed = replace(one, **{what: one.released_on})

    after = wave_figures([changed, *cohort[1:]], wave, DAY)

    assert (after.n, first_work([changed, *cohort[1:]], DAY).n) == (before.n, len(cohort))
    assert after.working <= before.working or what in ("lost", "refused")


@settings(max_examples=many(150), deadline=None)
@given(COHORTS)
def test_curves_rise_within_bounds_and_competing_events_only_lower(cohort):
    found = first_work(cohort, DAY)

    curve = [found.aalen_johansen(day) for day in range(0, 366, 30)]
    assert [point.share for point in curve] == sorted(point.share for point in curve)
    for point in curve:
        assert -1e-9 <= point.low <= point.share + 1e-9 <= point.high + 2e-9 <= 1 + 3e-9
        assert point.share <= found.kaplan_meier(point.day).share + 1e-9
    assert found.ever.x <= found.ever_high.x <= found.n == len(cohort)


@pytest.mark.parametrize("people", range(1, 130))
def test_a_curve_ends_at_all_where_everybody_began_to_work(people):
    """Sums of shares miss one by a hair."""
    found = FirstWork(tuple(Span(7 * number % 366, has_worked=True) for number in range(people)), 0)

    for point in (found.aalen_johansen(365), found.kaplan_meier(365)):
        assert (point.low, round(point.share, 9), point.high) == (1, 1, 1)


@settings(max_examples=many(150), deadline=None)
@given(COHORTS, st.sampled_from(WAVES[1:]))
def test_retention_stays_within_its_base(cohort, wave):
    kept = retention(cohort, wave, DAY)

    assert 0 <= kept.still <= kept.still + kept.unknown <= kept.base


@settings(max_examples=many(300), deadline=None)
@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_contains_the_point(pair):
    share = Share(*pair)

    assert 0 <= share.low <= share.point <= share.high <= 1


def test_more_than_all_is_no_share():
    with pytest.raises(ValueError, match="no share"):
        Share(3, 2)


TABLES = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 30), min_size=width, max_size=width), min_size=2, max_size=6)
)


@settings(max_examples=many(300), deadline=None)
@given(TABLES)
def test_no_small_count_is_shown_or_can_be_computed(counts):
    table = protect(counts)

    shown = [
        table.shown(row, column)
        for row in range(len(counts))
        for column in range(len(counts[0]))
        if table.shown(row, column) is not None
    ]
    assert not [count for count in shown if 0 < count < SMALL]
    if not table.totals_only:
        assert all(high - low >= SMALL for low, high in ranges(counts, table.hidden).values())


@settings(max_examples=many(100), deadline=None)
@given(st.lists(st.lists(st.integers(0, 7), min_size=3, max_size=3), min_size=2, max_size=3))
def test_ranges_are_those_that_trying_all_tables_finds(counts):
    table = protect(counts)
    found = ranges(counts, table.hidden)

    for cell, (low, high) in found.items():
        assert (low, high) == tried(counts, table.hidden, cell)


def tried(counts, hidden, cell):
    """Every assignment of the hidden cells that keeps all totals, by filling one cell after the other."""
    cells = sorted(hidden)
    rows = [sum(counts[r][c] for r, c in cells if r == row) for row in range(len(counts))]
    columns = [sum(counts[r][c] for r, c in cells if c == column) for column in range(len(counts[0]))]
    seen = set()

    def fill(place, value):
        if len(seen) > 60:
            return
        if place == len(cells):
            if not any(rows) and not any(columns):
                seen.add(value)
            return
        row, column = cells[place]
        is_last_of_row = all(r != row for r, _c in cells[place + 1 :])
        most = min(rows[row], columns[column])
        for count in [rows[row]] if is_last_of_row and rows[row] <= most else [] if is_last_of_row else range(most + 1):
            rows[row] -= count
            columns[column] -= count
            fill(place + 1, count if (row, column) == cell else value)
            rows[row] += count
            columns[column] += count

    fill(0, None)
    return min(seen), max(seen)


@settings(max_examples=many(200), deadline=None)
@given(st.lists(st.integers(0, 20), min_size=2, max_size=6))
def test_a_line_gives_no_small_count_away(counts):
    hidden = hide_line(counts)

    assert all(place in hidden for place, count in enumerate(counts) if 0 < count < SMALL)
    assert not hidden or len(hidden) == len(counts) or sum(counts[place] for place in hidden) >= SMALL
