"""The arithmetic of a training plan: the example worked out by hand in both its states, and what always holds."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.effect.wilson import interval
from outcomes.plan.plan_arithmetic import Given, Limit, Rates, Verdict, proposal, wish_sum
from tests.world.strategies import examples

RATES = Rates()
BUDGET = 100_000_000


def lower(part, whole):
    return interval(part, whole)[0]


# Vocation, N, seeking, public places, E, seats, runs, W, who worked of how many, rupiah a place.
ROWS = (
    ("LAS", "16.0", 3, 4, 34, 12, 2, "79.5", (4, 10), 3_600_000),
    ("KYU", "9.4", 0, 0, 19, 12, 2, "67", (1, 5), 2_800_000),
    ("OTO", "6.8", 4, 2, 29, 16, 2, "92.5", (6, 10), 3_100_000),
    ("JHT", "7.0", 2, 2, 22, 16, 2, "79.25", (4, 10), 2_400_000),
    ("TIK", "3.2", 3, 1, 26, 10, 1, "74.5", (2, 5), 2_000_000),
)


def rows(**needs):
    return [
        Given(
            key,
            Decimal(needs.get(key, need)),
            seeking,
            public,
            people,
            seats,
            runs,
            10,
            Decimal(wishes),
            lower(*worked),
            cost,
        )
        for key, need, seeking, public, people, seats, runs, wishes, worked, cost in ROWS
    ]


def shown(line):
    return (
        line.given.key,
        str(line.net_need),
        line.places_needed,
        line.places,
        line.limits,
        round(line.points, 1),
        line.batches,
        line.proposed,
        line.money,
    )


def test_the_example_worked_out_by_hand():
    found = proposal(rows(), RATES, budget=BUDGET)

    assert [shown(line) for line in found.lines] == [
        ("LAS", "9.0", 18, 18, (Limit.NEED,), 80.4, 1, 12, 43_200_000),
        ("KYU", "9.4", 19, 19, (Limit.NEED, Limit.ELIGIBLE), 71.2, 1, 12, 33_600_000),
        ("OTO", "0.8", 2, 2, (Limit.NEED,), 59.9, 0, 0, 0),
        ("JHT", "3.0", 6, 6, (Limit.NEED,), 57.6, 0, 0, 0),
        ("TIK", "0", 0, 0, (Limit.NEED,), 41.7, 0, 0, 0),
    ]
    assert found.left == 23_200_000


def test_the_points_of_the_example_by_their_parts():
    parts = {
        line.given.key: tuple(round(part, 1) for part in line.parts) for line in proposal(rows(), RATES, budget=0).lines
    }

    assert parts == {
        "LAS": (38.3, 25.8, 10.8, 5.6),
        "KYU": (40.0, 21.7, 2.3, 7.1),
        "OTO": (3.4, 30.0, 20.0, 6.5),
        "JHT": (12.8, 25.7, 10.8, 8.3),
        "TIK": (0.0, 24.2, 7.5, 10.0),
    }


def test_one_renewed_visit_changes_the_year():
    found = proposal(rows(JHT="11.8"), RATES, budget=BUDGET)

    assert [shown(line) for line in found.lines[:3]] == [
        ("LAS", "9.0", 18, 18, (Limit.NEED,), 80.4, 1, 12, 43_200_000),
        ("JHT", "7.8", 16, 16, (Limit.NEED,), 78.0, 1, 16, 38_400_000),
        ("KYU", "9.4", 19, 19, (Limit.NEED, Limit.ELIGIBLE), 71.2, 0, 0, 0),
    ]
    assert (found.left, found.by_key["KYU"].verdict) == (18_400_000, Verdict.NO_MONEY)


def test_without_data_an_outcome_is_the_middle_of_the_others_and_marked():
    given_rows = rows()
    given_rows[0] = replace(given_rows[0], outcome=None)

    line = proposal(given_rows, RATES, budget=BUDGET).by_key["LAS"]

    assert line.is_outcome_assumed
    assert lower(2, 5) < line.outcome < lower(6, 10)


def test_without_any_data_outcomes_sort_nothing():
    found = proposal([replace(row, outcome=None) for row in rows()], RATES, budget=BUDGET)

    assert {line.parts[2] for line in found.lines} == {0.0}


def test_nothing_given_proposes_nothing():
    assert proposal([], RATES, budget=BUDGET).left == BUDGET


@pytest.mark.parametrize(
    ("places", "seats", "runs", "expected"),
    [(18, 12, 2, (1, 12)), (24, 12, 2, (2, 24)), (21, 16, 2, (2, 21)), (9, 12, 2, (0, 0))],
)
def test_batches_reach_the_minimum(places, seats, runs, expected):
    row = Given("LAS", Decimal(100), 0, 0, places, seats, runs, 10, Decimal(1), None, 1)

    (line,) = proposal([row], RATES, budget=1000).lines

    assert (line.batches, line.proposed) == expected


def test_wishes_are_added_up_weaker_ones_for_less():
    assert wish_sum((31, 18, 9), RATES) == Decimal("42.25")


number = st.integers(0, 60)
given_lines = st.builds(
    Given,
    key=st.text("ABCDEFG", min_size=1, max_size=4),
    need=st.decimals(0, 500, places=1),
    seeking=number,
    public_places=number,
    eligible=number,
    seats=st.integers(1, 30),
    runs=st.integers(0, 6),
    minimum=st.integers(1, 16),
    wishes=st.decimals(0, 300, places=2),
    outcome=st.none() | st.floats(0, 1),
    cost=st.integers(1, 9_000_000),
)


@examples()
@given(st.lists(given_lines, max_size=8, unique_by=lambda row: row.key), st.integers(0, 400_000_000))
def test_no_proposal_breaks_a_limit_or_the_budget(lines, budget):
    found = proposal(lines, RATES, budget=budget)

    assert sum(line.money for line in found.lines) + found.left == budget
    assert found.left >= 0
    for line in found.lines:
        assert line.proposed <= line.places <= min(line.places_needed, line.given.eligible, line.capacity)
        assert line.limits
        assert line.batches == 0 or line.given.minimum <= line.proposed / line.batches <= line.given.seats
        assert 0 <= line.points <= 100.0001
    assert [line.points for line in found.lines] == sorted((line.points for line in found.lines), reverse=True)
